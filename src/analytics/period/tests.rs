use super::*;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// 23 November 2026, noon UTC: a Monday.
const NOW: Millis = Millis(1_795_435_200_000);

fn form(from: &str, to: &str, range: &str, bucket: &str) -> PeriodForm {
    let some = |text: &str| Some(text.to_owned());
    PeriodForm {
        from: some(from),
        to: some(to),
        range: some(range),
        bucket: some(bucket),
        month: None,
    }
}

fn period(from: &str, to: &str) -> Period {
    Period::parse(&form(from, to, "", ""), NOW, TimeZone::UTC).unwrap()
}

fn refusal(form: PeriodForm) -> String {
    let errors = Period::parse(&form, NOW, TimeZone::UTC).unwrap_err();
    errors
        .iter()
        .map(|(field, messages)| format!("{field}: {}", messages.join(" ")))
        .collect()
}

fn hours(day: Date, zone: &TimeZone) -> f64 {
    (day_start(day.tomorrow().unwrap(), zone).0 - day_start(day, zone).0) as f64 / 3_600_000.0
}

#[test]
fn nothing_asked_for_is_the_last_thirty_days() {
    let period = Period::parse(&PeriodForm::default(), NOW, TimeZone::UTC).unwrap();
    assert_eq!(
        (period.from(), period.to()),
        (date(2026, 10, 25), date(2026, 11, 23))
    );
    assert_eq!((period.days(), period.bucket()), (30, Bucket::Day));
    assert_eq!(period.preset(), Some(Preset::Last30Days));
    assert_eq!(period.query(), "range=30d&bucket=day");
}

#[test]
fn today_is_the_sellers_today() {
    let late = Millis(NOW.0 + 9 * crate::clock::HOUR_MS);
    let form = form("", "", "7d", "");
    let tokyo = Period::parse(&form, late, zone("Asia/Tokyo")).unwrap();
    let lima = Period::parse(&form, late, zone("America/Lima")).unwrap();
    assert_eq!((tokyo.to(), lima.to()), (date(2026, 11, 24), date(2026, 11, 23)));
    assert_eq!(tokyo.zone_name(), "Asia/Tokyo");
}

#[test]
fn presets_follow_the_calendar() {
    let today = date(2026, 3, 31);
    let days = |preset: Preset| preset.days(today);
    assert_eq!(days(Preset::ThisMonth), (date(2026, 3, 1), today));
    assert_eq!(days(Preset::LastMonth), (date(2026, 2, 1), date(2026, 2, 28)));
    assert_eq!(days(Preset::ThisYear), (date(2026, 1, 1), today));
    assert_eq!(days(Preset::Last365Days), (date(2025, 4, 1), today));
    assert_eq!(
        Preset::LastMonth.days(date(2026, 1, 5)),
        (date(2025, 12, 1), date(2025, 12, 31))
    );
    for preset in Preset::ALL {
        assert_eq!(Preset::parse(preset.key()), Some(preset));
    }
}

#[test]
fn days_win_over_a_preset_and_one_of_them_is_enough() {
    let both = Period::parse(&form("2026-01-05", "2026-01-06", "7d", ""), NOW, TimeZone::UTC).unwrap();
    assert_eq!((both.days(), both.preset()), (2, None));
    assert_eq!(both.query(), "from=2026-01-05&to=2026-01-06&bucket=day");
    assert_eq!(period("2026-11-20", "").to(), date(2026, 11, 23));
    assert_eq!(period("", "2026-01-30").from(), date(2026, 1, 1));
}

#[test]
fn what_cannot_be_read_is_named_beside_its_field() {
    assert_eq!(
        refusal(form("1.2.2026", "", "", "")),
        "from: Enter the day as 2026-11-30."
    );
    assert_eq!(
        refusal(form("2026-02-30", "", "", "")),
        "from: 2026-02-30 is not a calendar day."
    );
    assert_eq!(
        refusal(form("", "+026-01-01", "", "")),
        "to: Enter the day as 2026-11-30."
    );
    assert!(refusal(form("0001-01-01", "", "", "")).starts_with("from: Choose a day between 1970-01-01"));
    assert!(refusal(form("2026-01-01", "9999-12-31", "", "")).starts_with("to: Choose a day between"));
    assert_eq!(
        refusal(form("", "", "forever", "")),
        "range: Choose one of the ranges offered."
    );
    assert_eq!(
        refusal(form("", "", "", "hour")),
        "bucket: Choose day, week or month."
    );
    assert_eq!(
        refusal(form("2026-02-02", "2026-02-01", "", "")),
        "from: The first day is after the last day."
    );
    assert_eq!(
        refusal(form("2010-01-01", "2026-01-01", "", "")),
        "from: Choose at most 3700 days."
    );
}

#[test]
fn a_graph_has_at_most_four_hundred_points() {
    assert_eq!(period("2026-01-01", "2026-03-31").bucket(), Bucket::Day);
    assert_eq!(period("2026-01-01", "2026-12-31").bucket(), Bucket::Week);
    assert_eq!(period("2020-01-01", "2026-12-31").bucket(), Bucket::Month);
    assert!(refusal(form("2024-01-01", "2026-01-01", "", "day")).starts_with("bucket: Choose week or month"));
    let year = Period::parse(&form("2024-01-01", "2024-12-31", "", "day"), NOW, TimeZone::UTC).unwrap();
    assert_eq!(year.buckets().len(), 366);
}

#[test]
fn weeks_begin_on_monday_and_the_ends_may_be_partial() {
    let weeks = period("2026-11-04", "2026-11-18").by(Bucket::Week).buckets();
    let days: Vec<_> = weeks
        .iter()
        .map(|week| (week.from.day(), week.to.day()))
        .collect();
    assert_eq!(days, [(4, 8), (9, 15), (16, 18)]);
    assert_eq!(
        (weeks[1].label.as_str(), weeks[1].title.as_str()),
        ("9 Nov", "9–15 Nov 2026")
    );
}

#[test]
fn months_are_named_and_a_year_is_said_where_there_are_two() {
    let months = period("2026-11-15", "2027-01-10").by(Bucket::Month).buckets();
    let labels: Vec<_> = months
        .iter()
        .map(|month| (month.label.as_str(), month.title.as_str()))
        .collect();
    assert_eq!(
        labels,
        [
            ("Nov 2026", "15–30 Nov 2026"),
            ("Dec 2026", "December 2026"),
            ("Jan 2027", "1–10 Jan 2027")
        ]
    );
    assert_eq!(
        period("2026-11-02", "2026-11-02").buckets()[0].title,
        "Mon 2 Nov 2026"
    );
}

#[test]
fn buckets_cover_every_day_once() {
    for bucket in Bucket::ALL {
        let period = period("2024-02-27", "2025-03-02").by(bucket);
        for spans in [period.buckets(), period.buckets_before()] {
            let days: i64 = spans
                .iter()
                .map(|span| day::between(span.from, span.to) + 1)
                .sum();
            assert_eq!(days, period.days());
            assert!(
                spans
                    .windows(2)
                    .all(|pair| pair[0].to.tomorrow().unwrap() == pair[1].from)
            );
        }
        assert_eq!(period.buckets_before().len(), period.buckets().len());
        assert_eq!(period.buckets_before()[0].from, period.previous().from());
    }
}

#[test]
fn the_previous_period_is_as_long_and_ends_the_day_before() {
    let march = Period::month(date(2026, 3, 9), TimeZone::UTC);
    let before = march.previous();
    assert_eq!(
        (before.from(), before.to()),
        (date(2026, 1, 29), date(2026, 2, 28))
    );
    assert_eq!(
        (before.days(), march.before_words().as_str()),
        (31, "the 31 days before")
    );
    assert_eq!(
        period("2026-11-02", "2026-11-02").before_words(),
        "the day before"
    );
}

#[test]
fn titles_say_month_and_year_once() {
    assert_eq!(
        Period::month(date(2026, 11, 9), TimeZone::UTC).title(),
        "1–30 Nov 2026"
    );
    assert_eq!(period("2026-10-25", "2026-11-23").title(), "25 Oct – 23 Nov 2026");
    assert_eq!(
        period("2025-12-25", "2026-01-01").title(),
        "25 Dec 2025 – 1 Jan 2026"
    );
}

#[test]
fn a_day_is_as_long_as_the_clocks_make_it() {
    let new_york = zone("America/New_York");
    assert_eq!(hours(date(2026, 3, 8), &new_york), 23.0);
    assert_eq!(hours(date(2026, 11, 1), &new_york), 25.0);
    assert_eq!(hours(date(2026, 11, 2), &new_york), 24.0);
    assert_eq!(hours(date(2026, 10, 4), &zone("Australia/Lord_Howe")), 23.5);
}

#[test]
fn where_midnight_is_skipped_the_day_begins_when_the_clocks_jump() {
    let sao_paulo = zone("America/Sao_Paulo");
    assert_eq!(
        day_start(date(2018, 11, 4), &sao_paulo).rfc3339(),
        "2018-11-04T03:00:00Z"
    );
    assert_eq!(hours(date(2018, 11, 4), &sao_paulo), 23.0);
    // Toronto went from 23:30 to 00:30: the day began at half past midnight.
    assert_eq!(
        day_start(date(1919, 3, 31), &zone("America/Toronto")).rfc3339(),
        "1919-03-31T04:30:00Z"
    );
    // Samoa had no 30 December 2011.
    assert_eq!(hours(date(2011, 12, 30), &zone("Pacific/Apia")), 0.0);
    assert_eq!(hours(date(2011, 12, 29), &zone("Pacific/Apia")), 24.0);
}

#[test]
fn where_midnight_comes_twice_the_first_counts() {
    let havana = zone("America/Havana");
    assert_eq!(
        day_start(date(2025, 11, 2), &havana).rfc3339(),
        "2025-11-02T04:00:00Z"
    );
    assert_eq!(hours(date(2025, 11, 2), &havana), 25.0);
}

#[test]
fn the_moments_of_a_period_meet_those_of_the_next() {
    for name in [
        "America/New_York",
        "Europe/Berlin",
        "Asia/Beirut",
        "Africa/Cairo",
        "Asia/Kolkata",
    ] {
        let period = Period::new(date(2026, 1, 1), date(2026, 12, 31), Bucket::Day, zone(name));
        let moments = period.moments();
        assert_eq!(moments.start, period.previous().moments().end);
        assert_eq!(moments.start.day(period.zone()), period.from());
        assert_eq!(Millis(moments.end.0 - 1).day(period.zone()), period.to());
        assert_eq!(
            period.day_texts(),
            ("2026-01-01".to_owned(), "2026-12-31".to_owned())
        );
    }
}

#[test]
fn a_month_is_asked_for_by_its_name() {
    let form = |month: &str| PeriodForm {
        month: Some(month.to_owned()),
        ..PeriodForm::default()
    };
    let october = Period::parse(&form("2026-10"), Millis(0), TimeZone::UTC).unwrap();
    assert_eq!(october, Period::month(date(2026, 10, 1), TimeZone::UTC));
    assert!(Period::parse(&form("2026-13"), Millis(0), TimeZone::UTC).is_err());
}
