use super::*;
use crate::clock::Millis;
use printpdf::{PdfDocument, PdfParseOptions};

/// The text of each page, one line per text that was set.
pub(crate) fn text_of(bytes: &[u8]) -> Vec<String> {
    let pdf = PdfDocument::parse(bytes, &PdfParseOptions::default(), &mut Vec::new()).unwrap();
    pdf.extract_text()
        .into_iter()
        .map(|page| page.join("\n"))
        .collect()
}

fn orders(rows: usize) -> ListReport {
    ListReport {
        shop: "Ada’s Łódź Mugs".to_owned(),
        title: "Orders".to_owned(),
        subtitle: "1–30 Nov 2026, shown in Europe/Dublin time".to_owned(),
        columns: vec![
            Column::text("Order", 1.0),
            Column::text("Buyer", 2.0),
            Column::figure("Total"),
        ],
        rows: (0..rows)
            .map(|at| {
                vec![
                    format!("WEB-{at}"),
                    "Zoë Müller".to_owned(),
                    "₹1,234.50".to_owned(),
                ]
            })
            .collect(),
        totals: Some(vec!["Sum".to_owned(), String::new(), "₹99,999,999.00".to_owned()]),
        made_at: Millis(1_795_435_200_000),
    }
}

#[test]
fn the_font_has_what_money_and_names_need() {
    for text in [
        "$€£₹¥ 1,234.50",
        "Zoë Ångström Łódź Şahin Đỗ",
        "– … ’ · −",
        "Привет Αθήνα",
    ] {
        assert_eq!(font::showable(text), text);
        assert!(width(text, 10.0) > 20.0);
    }
}

#[test]
fn what_the_font_lacks_is_shown_as_missing() {
    assert_eq!(font::showable("Mug 🦊 茶\n"), "Mug \u{fffd} \u{fffd} ");
    assert_eq!(font::showable("👩\u{200d}🚀\u{fe0f}!"), "\u{fffd}\u{fffd}!");
}

#[test]
fn text_wraps_within_its_room_and_is_cut_visibly() {
    let text = "A handmade stoneware mug with a very long name that goes on ";
    for room in [30.0, 80.0, 200.0] {
        let lines = wrapped(text, 9.0, room, 50);
        assert!(lines.iter().all(|line| width(line, 9.0) <= room), "{lines:?}");
        assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        let cut = wrapped(text, 9.0, room, 2);
        assert!(cut.len() <= 2 && width(&cut[cut.len() - 1], 9.0) <= room + 9.0);
    }
    assert!(wrapped(text, 9.0, 80.0, 2)[1].ends_with('…'));
    assert_eq!(wrapped("", 9.0, 80.0, 2), Vec::<String>::new());
    assert_eq!(wrapped(&"x".repeat(40), 9.0, 1.0, 99).len(), 40);
    assert_eq!(fitted("Mug", 9.0, 500.0), "Mug");
    assert!(fitted(&"Mug ".repeat(99), 9.0, 60.0).starts_with("Mug Mug"));
}

#[test]
fn a_thousand_rows_flow_over_pages_under_the_same_head() {
    let pages = text_of(&orders(1_000).pdf());
    assert!(pages.len() > 20);
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains("Buyer") && page.contains(&format!("Page {} of {}", at + 1, pages.len())));
    }
    let all = pages.join("\n");
    assert!((0..1_000).all(|at| all.contains(&format!("WEB-{at}\n"))));
    assert!(pages[pages.len() - 1].contains("₹99,999,999.00"));
    assert!(pages[pages.len() - 1].contains("WEB-999"));
}

#[test]
fn a_document_is_small_and_says_what_it_is() {
    let bytes = orders(20).pdf();
    assert!(
        bytes.starts_with(b"%PDF-") && bytes.len() < 40_000,
        "{}",
        bytes.len()
    );
    let text = text_of(&bytes).join("\n");
    for said in [
        "Ada’s Łódź Mugs",
        "Zoë Müller",
        "₹1,234.50",
        "Europe/Dublin",
        "Page 1 of 1",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
}

#[test]
fn a_list_of_nothing_says_so() {
    let mut empty = orders(0);
    empty.totals = None;
    assert!(text_of(&empty.pdf())[0].contains("Nothing to list."));
}

#[test]
fn a_date_is_not_broken_while_a_long_name_can_make_room() {
    let mut list = orders(3);
    list.columns[0] = Column::text("Placed", 1.0);
    list.rows[1] = vec![
        "3 Nov 2026, 14:02".to_owned(),
        "Maximiliana ".repeat(20),
        "₹1.00".to_owned(),
    ];
    assert!(text_of(&list.pdf())[0].contains("3 Nov 2026, 14:02"));
}

#[test]
fn figures_are_never_cut() {
    let mut wide = orders(0);
    wide.columns = (0..9).map(|at| Column::figure(&format!("Figure {at}"))).collect();
    wide.columns.insert(0, Column::text("Name", 1.0));
    wide.rows = vec![
        std::iter::once("茶".to_owned())
            .chain((0..9).map(|at| format!("{at}1,234,567,890.12\u{a0}CHF")))
            .collect(),
    ];
    wide.totals = None;
    let text = text_of(&wide.pdf())[0].replace('\u{a0}', " ");
    assert!(
        (0..9).all(|at| text.contains(&format!("{at}1,234,567,890.12 CHF"))),
        "{text}"
    );
    assert!(text.contains('\u{fffd}'));
}
