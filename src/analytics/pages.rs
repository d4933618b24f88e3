//! Dashboard and analytics pages.

use super::best_seller::Rank;
use super::metrics::{Metric, thousands};
use super::period::{Period, PeriodForm, Preset};
use super::views::*;
use super::{figures, store};
use crate::form::FieldErrors;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::ui::{Anchor, Card, Chips, Columns, LinkButton, Section, Tab};
use crate::viewer::{Member, may};
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use crate::web::pages::set_status;
use axum::extract::State;
use leptos::prelude::*;
use serde::Deserialize;

/// Events that change what the dashboard counts.
const DASHBOARD_HEARS: &str = "order. refund. payout. ticket. stock.";

/// Dashboard: open tasks, the last 30 days, best sellers.
pub async fn dashboard(member: Member<may::Enter>, State(app): State<App>) -> PageResult {
    let days = |preset: Preset| {
        let asked = PeriodForm {
            range: Some(preset.key().to_owned()),
            ..PeriodForm::default()
        };
        Period::parse(&asked, app.clock.now(), member.zone())
    };
    let (period, week) = (days(Preset::Last30Days)?, days(Preset::Last7Days)?);
    let Ok(looking) = member.who::<may::Analytics>() else {
        let waiting = store::waiting(&app.db, &member.seller_id).await?;
        let body = view! { <ToDo waiting=waiting grant=member.grant /> };
        return Ok(Page::new("Dashboard", body).hearing(DASHBOARD_HEARS));
    };
    let waiting = async { Ok::<_, Problem>(store::waiting(&app.db, &member.seller_id).await?) };
    let (waiting, summary, best_sellers) = tokio::try_join!(
        waiting,
        figures::summary(&app.db, &looking, &period),
        figures::best_sellers(&app.db, &looking, &week, Rank::Revenue, 5),
    )?;
    if waiting.orders == 0 {
        let has_product = waiting.products > 0;
        let body = view! { <Start status=member.seller_status has_product=has_product /> };
        return Ok(Page::new("Dashboard", body).hearing(DASHBOARD_HEARS));
    }
    let currency = member.currency;
    let about = format!(
        "{}{}. Days are in {}.",
        today(&summary, currency),
        period.title(),
        period.zone_name().replace('_', " ")
    );
    let statuses = status_overview(&summary.statuses);
    let tiles = tiles(&summary, &period, currency);
    let revenue = revenue_graph(&summary, &period, currency, true);
    let side = view! {
        <Card title="Orders by status">
            {statuses}
        </Card>
    };
    let all = view! { <LinkButton href="/analytics" small=true>"All figures"</LinkButton> };
    Ok(Page::new(
        "Dashboard",
        view! {
            <div class="stack stack-wide">
                <ToDo waiting=waiting grant=member.grant />
                <Section title="Last 30 days" about=about action=all.into_any()>
                    {tiles}
                    <Columns side=side.into_any()>
                        <Card>{revenue}</Card>
                        <Card title="Best sellers of the last 7 days" flush=true>
                            <BestSellerTable best_sellers=best_sellers currency=currency />
                        </Card>
                    </Columns>
                </Section>
            </div>
        },
    )
    .hearing(DASHBOARD_HEARS))
}

/// Totals of today so far: the last day of the period.
fn today(summary: &super::metrics::Summary, currency: crate::money::Currency) -> String {
    match summary.buckets.last() {
        Some(today) if today.totals.orders > 0 => {
            let orders = match today.totals.orders {
                1 => "1 order".to_owned(),
                orders => format!("{} orders", thousands(orders)),
            };
            let revenue = Metric::Revenue.show(Some(today.totals.revenue_minor()), currency);
            format!("Today so far {revenue} from {orders}. ")
        }
        _ => String::new(),
    }
}

/// How the figures are shown: what best sellers are ranked by, and whether they are compared.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Choices {
    by: Option<String>,
    compare: Option<String>,
}

/// Any days, by day, week or month; against the days before; as files.
pub async fn analytics(
    member: Member<may::Analytics>,
    State(app): State<App>,
    Query(form): Query<PeriodForm>,
    Query(chosen): Query<Choices>,
) -> PageResult {
    let rank = match &chosen.by {
        None => Rank::default(),
        Some(by) => Rank::parse(by).ok_or_else(|| FieldErrors::of("by", "by must be revenue or units."))?,
    };
    let compare = match chosen.compare.as_deref() {
        None => true,
        Some("none") => false,
        Some(_) => return Err(FieldErrors::of("compare", "compare must be none or left out.").into()),
    };
    let now = app.clock.now();
    // A refused range is shown with what is wrong in it, above the last 30 days.
    let (period, errors) = match Period::parse(&form, now, member.zone()) {
        Ok(period) => (period, FieldErrors::new()),
        Err(errors) => (Period::parse(&PeriodForm::default(), now, member.zone())?, errors),
    };
    let statement = async { Ok(store::statement(&app.db, &member.seller_id, &period).await?) };
    let read = figures::of(&app.db, &member, period.clone(), rank, 10);
    let (statement, read) = tokio::try_join!(statement, read)?;
    let (summary, currency) = (read.summary, member.currency);
    let kept = format!("{}{}", period.query(), if compare { "" } else { "&compare=none" });
    let files = files(&format!("{kept}&by={}", rank.key()));
    let refused = !errors.is_empty();
    if refused {
        set_status(Code::Validation.status());
    }
    let picker = PickerView {
        period: period.clone(),
        from: form.from.filter(|_| refused),
        to: form.to.filter(|_| refused),
        compare,
        errors,
    };
    let ranks = Rank::ALL
        .map(|by| {
            let label = match by {
                Rank::Revenue => "By revenue",
                Rank::Units => "By units",
            };
            Tab::new(label, format!("/analytics?{kept}&by={}#best-sellers", by.key())).current(by == rank)
        })
        .to_vec();
    let tiles = tiles(&summary, &period, currency);
    let revenue = revenue_graph(&summary, &period, currency, compare);
    let orders = orders_graph(&summary, &period, compare);
    let statuses = status_overview(&summary.statuses);
    let ranks = view! { <Chips items=ranks label="Rank by" /> };
    let about = format!(
        "Compared with {}, {}. Days are in {}, amounts in {}.",
        period.before_words(),
        period.previous().title(),
        period.zone_name().replace('_', " "),
        currency.code()
    );
    let ledger = Anchor::new("Wallet", "/wallet");
    Ok(Page::new(
        "Analytics",
        view! {
            <div class="stack stack-wide">
                <Picker picker=picker />
                <Section title=period.title() about=about>
                    {tiles}
                    <Card>{revenue}</Card>
                    <Card>{orders}</Card>
                    <div class="halves">
                        <Card title="Orders by status" about="The current status of orders placed in this period.">
                            {statuses}
                        </Card>
                        <Card
                            title="Money"
                            about="By the day of each ledger entry."
                            action=view! { <a href=ledger.href>{ledger.label}</a> }.into_any()
                        >
                            <Money statement=statement currency=currency />
                        </Card>
                    </div>
                    <Card title="Best sellers" action=ranks.into_any() id="best-sellers" flush=true>
                        <BestSellerTable best_sellers=read.best_sellers currency=currency />
                    </Card>
                </Section>
                <Definitions />
            </div>
        },
    )
    .with_action(files))
}
