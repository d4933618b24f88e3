//! One seller: facts, checklist, decisions, what happened.

use crate::accounts::checklist::{self, Item};
use crate::accounts::views::{SellerState, country_name};
use crate::accounts::{self, OwnerRow, SellerRow};
use crate::admin::actions::{Approve, Reinstate, Reject, Suspend};
use crate::audit::{self, Entry};
use crate::id::SellerId;
use crate::problem::Problem;
use crate::ui::{
    Button, Card, Columns, Disclosure, ErrorSummary, Fact, Facts, Happening, Moment, Status, TextArea,
    Timeline, Tone, Variant,
};
use crate::viewer::SellerStatus;
use crate::web::context::{admin, app, here};
use crate::web::form_reply::{Form, Here};
use crate::web::pages::{Page, framed};
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// How much of the audit trail is shown.
const SHOWN_ACTS: i64 = 100;

#[component]
pub fn SellerPage() -> impl IntoView {
    framed(async move {
        let (app, _admin, seller_id) = (app()?, admin()?, seller_of_page()?);
        let forms = Forms {
            approve: Form::of::<Approve>(),
            reject: Form::of::<Reject>(),
            suspend: Form::of::<Suspend>(),
            reinstate: Form::of::<Reinstate>(),
        };
        let seller = accounts::seller(&app.db, &seller_id).await?;
        let seller = seller.ok_or_else(Problem::not_found)?;
        let owners = accounts::owners(&app.db, &seller_id).await?;
        let checklist = checklist::of(&app, &seller_id).await?;
        let acts = audit::of_seller(&app.db, &seller_id, SHOWN_ACTS).await?;
        let (title, status) = (seller.shop_name.clone(), seller.standing());
        let side = view! {
            <ShopFacts seller=seller.clone() />
            <Owners owners=owners />
        };
        let body = view! {
            <Columns side=side.into_any()>
                <Decision seller=seller.clone() checklist=checklist forms=forms />
                <Words seller=seller />
                <Trail acts=acts />
            </Columns>
        };
        Ok(Page::new(title, body)
            .with_state(view! { <SellerState status=status /> })
            .with_back("Shops", "/admin/sellers"))
    })
}

/// The seller that the page's address ends with.
fn seller_of_page() -> Result<SellerId, Problem> {
    let here = here();
    let path = here.split('?').next().unwrap_or_default();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    SellerId::parse(last).map_err(|_| Problem::not_found())
}

/// The page's forms as they failed, if they did.
struct Forms {
    approve: Form,
    reject: Form,
    suspend: Form,
    reinstate: Form,
}

/// What can be decided now.
#[component]
fn Decision(seller: SellerRow, checklist: Vec<Item>, forms: Forms) -> impl IntoView {
    let status = seller.standing();
    let id = seller.seller_id.to_string();
    let reason = seller
        .status_reason
        .map(|reason| view! { <p class="prose">"Reason given: " {reason}</p> });
    match status {
        SellerStatus::Pending | SellerStatus::Rejected => {
            let rejecting = (status == SellerStatus::Pending)
                .then(|| view! { <RejectForm seller_id=id.clone() form=forms.reject /> });
            view! {
                <Card title="Approval">
                    <div class="stack">
                        {reason}
                        <Checklist items=checklist />
                        <ApproveForm seller_id=id form=forms.approve />
                        {rejecting}
                    </div>
                </Card>
            }
            .into_any()
        }
        SellerStatus::Approved => view! {
            <Card title="Suspension">
                <SuspendForm seller_id=id form=forms.suspend />
            </Card>
        }
        .into_any(),
        SellerStatus::Suspended => view! {
            <Card title="Suspended" about="The shop sells nothing and its payouts wait.">
                <div class="stack">
                    {reason}
                    <ReinstateForm seller_id=id form=forms.reinstate />
                </div>
            </Card>
        }
        .into_any(),
        SellerStatus::Closed => view! {
            <Card title="Closed" about="Its owner closed it. Personal data is removed, the ledger is kept.">
                <p class="muted">"Nothing is to be decided."</p>
            </Card>
        }
        .into_any(),
    }
}

#[component]
fn Checklist(items: Vec<Item>) -> impl IntoView {
    let done = items.iter().filter(|item| item.done).count();
    let count = format!("{done} of {} done", items.len());
    let lines = items
        .into_iter()
        .map(|item| {
            let (tone, icon) = if item.done {
                (Tone::Good, icondata_lu::LuCircleCheck)
            } else {
                (Tone::Warning, icondata_lu::LuCircleDashed)
            };
            let word = format!("{} – {}", item.label, if item.done { "done" } else { "open" });
            view! {
                <li>
                    <Status tone=tone icon=icon word=word />
                </li>
            }
        })
        .collect_view();
    view! {
        <div>
            <h3>"Checklist, " {count}</h3>
            <ul>{lines}</ul>
        </div>
    }
}

#[component]
fn ApproveForm(seller_id: String, form: Form) -> impl IntoView {
    let action = ServerAction::<Approve>::new();
    view! {
        <ErrorSummary errors=form.summary() title="It cannot be approved yet." />
        <ActionForm action=action>
            <Here />
            <input type="hidden" name="seller_id" value=seller_id />
            <Button variant=Variant::Primary>"Approve"</Button>
        </ActionForm>
    }
}

#[component]
fn RejectForm(seller_id: String, form: Form) -> impl IntoView {
    let action = ServerAction::<Reject>::new();
    view! {
        <Disclosure summary="Turn it down" open=form.failed()>
            <ActionForm action=action attr:class="form">
                <Here />
                <input type="hidden" name="seller_id" value=seller_id />
                <TextArea label="Why?" name="reason" required=true maxlength=2000
                    help="The seller reads it, can mend it and ask again."
                    value=form.value("reason") error=form.error("reason") />
                <div class="row">
                    <Button variant=Variant::Danger>"Turn down"</Button>
                </div>
            </ActionForm>
        </Disclosure>
    }
}

#[component]
fn SuspendForm(seller_id: String, form: Form) -> impl IntoView {
    let action = ServerAction::<Suspend>::new();
    view! {
        <Disclosure summary="Suspend this shop" open=form.failed()>
            <ActionForm action=action attr:class="form">
                <Here />
                <input type="hidden" name="seller_id" value=seller_id />
                <TextArea label="Why?" name="reason" required=true maxlength=2000
                    help="It stops selling at once and its payouts wait. The seller reads the reason."
                    value=form.value("reason") error=form.error("reason") />
                <div class="row">
                    <Button variant=Variant::Danger>"Suspend"</Button>
                </div>
            </ActionForm>
        </Disclosure>
    }
}

#[component]
fn ReinstateForm(seller_id: String, form: Form) -> impl IntoView {
    let action = ServerAction::<Reinstate>::new();
    view! {
        <ErrorSummary errors=form.summary() />
        <ActionForm action=action>
            <Here />
            <input type="hidden" name="seller_id" value=seller_id />
            <Button variant=Variant::Primary>"Let it sell again"</Button>
        </ActionForm>
    }
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
                {optional("Tax id", seller.tax_id)}
                {optional("Address", seller.address)}
                <Fact label="Registered">
                    <Moment at=seller.created_at zone=TimeZone::UTC />
                </Fact>
                <Fact label="Handle">
                    <code>{seller.handle}</code>
                </Fact>
                <Fact label="Shop id">
                    <code>{seller.seller_id.to_string()}</code>
                </Fact>
            </Facts>
        </Card>
    }
}

#[component]
fn Owners(owners: Vec<OwnerRow>) -> impl IntoView {
    let owners = owners
        .into_iter()
        .map(|owner| {
            let (tone, word) = match owner.verified_at {
                Some(_) => (Tone::Good, "Address verified"),
                None => (Tone::Warning, "Address not verified"),
            };
            let mail = format!("mailto:{}", owner.email);
            view! {
                <Fact label=owner.name.unwrap_or_else(|| "Owner".to_owned())>
                    <a href=mail>{owner.email}</a>
                    <br />
                    <Status tone=tone word=word />
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

/// What the shop says of itself.
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
            <Card title="What it says">
                <Facts>{parts}</Facts>
            </Card>
        }
    })
}

#[component]
fn Trail(acts: Vec<Entry>) -> impl IntoView {
    let acts = acts
        .into_iter()
        .map(|act| {
            let at = view! { <Moment at=act.at zone=TimeZone::UTC /> };
            let who = act
                .who
                .unwrap_or_else(|| "someone whose account is gone".to_owned());
            let change = act.after_json.map(|after| view! { <br /> <code>{after}</code> });
            view! {
                <Happening title=in_words(&act.action) at=at.into_any()>
                    "By " {who} {change}
                </Happening>
            }
        })
        .collect_view();
    view! {
        <Card title="What happened">
            <Timeline>{acts}</Timeline>
        </Card>
    }
}

/// `seller.profile_changed` as `Seller profile changed`.
fn in_words(action: &str) -> String {
    let words = action.replace(['.', '_'], " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}
