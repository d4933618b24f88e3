//! Seller page for admins: facts, checklist, decisions, history.

mod decision;
mod documents;

use crate::accounts::{self, OwnerRow, SellerRow, SellerState, country_name};
use crate::admin::actions::{AcceptDocument, RefuseDocument, ViewAs};
use crate::audit::{self, Entry};
use crate::id::SellerId;
use crate::problem::Problem;
use crate::state::App;
use crate::ui::{
    Button, Card, Columns, ErrorSummary, Fact, Facts, Field, Happening, Moment, Status, Timeline, Tone,
};
use crate::viewer::{Admin, SellerStatus, duty};
use crate::web::extract::Id;
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use decision::{Decision, Forms};
use documents::Documents;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// Number of audit entries shown.
const SHOWN_ACTS: i64 = 100;

/// One shop: facts, checklist, decision, audit trail.
pub async fn seller(
    _admin: Admin<duty::Sellers>,
    State(app): State<App>,
    Id(seller_id): Id<SellerId>,
) -> PageResult {
    let (forms, viewing) = (Forms::of_page(), Form::of::<ViewAs>());
    let seller = accounts::seller(&app.db, &seller_id).await?;
    let seller = seller.ok_or_else(Problem::not_found)?;
    let owners = accounts::owners(&app.db, &seller_id).await?;
    let checklist = accounts::checklist(&app, &seller_id).await?;
    let documents = accounts::documents(&app, &seller_id).await?;
    let reasons = accounts::all_reasons(&app.db).await?;
    let (accepting, refusing) = (Form::of::<AcceptDocument>(), Form::of::<RefuseDocument>());
    let labels = checklist
        .items
        .iter()
        .map(|item| (item.item_id.to_string(), item.label.clone()))
        .collect();
    let acts = audit::of_seller(&app.db, &app.secrets, &seller_id, SHOWN_ACTS).await?;
    let (title, status) = (seller.shop_name.clone(), seller.status);
    let side = view! {
        <ShopFacts seller=seller.clone() />
        <Owners owners=owners />
        {(status != SellerStatus::Closed).then(|| view! { <ViewAsCard seller_id=seller_id.to_string() form=viewing /> })}
    };
    let body = view! {
        <Columns side=side.into_any()>
            <Decision seller=seller.clone() checklist=checklist forms=forms reasons=reasons />
            <Documents seller_id=seller_id.to_string() documents=documents labels=labels accept=accepting refuse=refusing />
            <Words seller=seller />
            <Trail acts=acts />
        </Columns>
    };
    Ok(Page::new(title, body)
        .with_state(view! { <SellerState status=status /> })
        .with_back("Shops", "/admin/sellers"))
}

#[component]
fn ShopFacts(seller: SellerRow) -> impl IntoView {
    let optional = |label: &'static str, value: Option<String>| {
        value.map(|value| view! { <Fact label=label><p class="prose">{value}</p></Fact> })
    };
    view! {
        <Card title="Shop">
            <Facts>
                <Fact label="Country">{country_name(&seller.country)}</Fact>
                <Fact label="Currency">{seller.currency.code()}</Fact>
                <Fact label="Timezone">{seller.timezone}</Fact>
                {optional("Phone", seller.phone)}
                {optional("Tax ID", seller.tax_id)}
                {optional("Address", seller.address)}
                <Fact label="Registered">
                    <Moment at=seller.created_at zone=TimeZone::UTC />
                </Fact>
                <Fact label="Handle">
                    <code>{seller.handle}</code>
                </Fact>
                <Fact label="Shop ID">
                    <code>{seller.seller_id.to_string()}</code>
                </Fact>
            </Facts>
        </Card>
    }
}

/// The shop as its members see it.
#[component]
fn ViewAsCard(seller_id: String, form: Form) -> impl IntoView {
    view! {
        <Card title="View as this shop" about="For an hour, read only. Its owners can see in their log that you viewed it.">
            <ErrorSummary errors=form.summary() />
            <PostForm<ViewAs> class="form">
                <input type="hidden" name="seller_id" value=seller_id />
                <Field label="Why?" name="reason" optional=true maxlength=2000 id="field-view-reason"
                    value=form.value("reason") error=form.error("reason") />
                <div class="row">
                    <Button>"View as this shop"</Button>
                </div>
            </PostForm<ViewAs>>
        </Card>
    }
}

#[component]
fn Owners(owners: Vec<OwnerRow>) -> impl IntoView {
    let owners = owners
        .into_iter()
        .map(|owner| {
            let (tone, word) = match owner.verified_at {
                Some(_) => (Tone::Good, "Email verified"),
                None => (Tone::Warning, "Email not verified"),
            };
            let mail = format!("mailto:{}", owner.email);
            let person = format!("/admin/users/{}", owner.user_id);
            view! {
                <Fact label=owner.name.unwrap_or_else(|| "Owner".to_owned())>
                    <a href=mail>{owner.email}</a>
                    <br />
                    <Status tone=tone word=word />
                    <br />
                    <a href=person>"Account and sessions"</a>
                </Fact>
            }
        })
        .collect_view();
    view! {
        <Card title="Owner">
            <Facts>{owners}</Facts>
        </Card>
    }
}

/// The shop's own texts.
#[component]
fn Words(seller: SellerRow) -> impl IntoView {
    let parts: Vec<_> = [
        ("Description", seller.description),
        ("Shipping policy", seller.shipping_policy),
        ("Returns policy", seller.returns_policy),
    ]
    .into_iter()
    .filter_map(|(label, text)| Some((label, text?)))
    .map(|(label, text)| view! { <Fact label=label><p class="prose">{text}</p></Fact> })
    .collect();
    (!parts.is_empty()).then(|| {
        view! {
            <Card title="Content">
                <Facts>{parts}</Facts>
            </Card>
        }
    })
}

#[component]
fn Trail(acts: Vec<Entry>) -> impl IntoView {
    let nothing = acts.is_empty();
    let acts = acts
        .into_iter()
        .map(|act| {
            let at = view! { <Moment at=act.at zone=TimeZone::UTC /> };
            let who = act.who();
            let changes = audit::views::changes(act.before.as_ref(), act.after.as_ref())
                .into_iter()
                .map(|(field, before, after)| match before.is_empty() {
                    true => view! { <br /> {format!("{field}: {after}")} },
                    false => view! { <br /> {format!("{field}: {before} → {after}")} },
                })
                .collect_view();
            view! {
                <Happening title=act.what at=at.into_any()>
                    "By " {who} {changes}
                </Happening>
            }
        })
        .collect_view();
    view! {
        <Card title="History">
            {match nothing {
                true => view! { <p class="muted">"Nothing yet."</p> }.into_any(),
                false => view! { <Timeline>{acts}</Timeline> }.into_any(),
            }}
        </Card>
    }
}
