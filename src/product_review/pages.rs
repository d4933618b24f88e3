//! Review pages: the queue, and one product with its changes.

use crate::id::ProductId;
use crate::problem::Problem;
use crate::product_review;
use crate::product_review::actions::{ApproveProduct, ApproveProducts, AskForChanges};
use crate::product_review::store::{self, ReviewRow};
use crate::product_review::views::Differences;
use crate::state::App;
use crate::ui::{
    ActionBar, Button, Card, Column, Columns, Empty, ErrorSummary, Fact, Facts, Moment, Notice, NoticeBar,
    Pager, Pick, RowLink, Status, Tab, Table, Tabs, TextArea, Tone, Variant, counted,
};
use crate::viewer::{Admin, duty};
use crate::web::extract::Id;
use crate::web::form_reply::{Form, PostForm};
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::Deserialize;

const QUEUE: &str = "/admin/products";
const ALL: &str = "/admin/products?show=all";

/// Whether all are listed, or those that wait for an admin.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ReviewsForm {
    show: Option<String>,
}

/// The queue of products that wait for review.
pub async fn reviews(
    _admin: Admin<duty::Catalogue>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<store::ReviewPlace>,
    Query(query): Query<ReviewsForm>,
) -> PageResult {
    let all = crate::product_review::shows_all(query.show.as_deref())?;
    let form = Form::of::<ApproveProducts>();
    let window = store::reviews(&app.db, all, &keyset.oldest_first()).await?;
    let (newer, older) = window.links_oldest_first(if all { ALL } else { QUEUE });
    let shown = window.rows.len() as i64;
    let now = app.clock.now();
    let rows = window
        .rows
        .iter()
        .map(|row| queue_row(row, now))
        .collect::<Vec<_>>();
    let tabs = vec![
        Tab::new("Waiting", QUEUE).current(!all),
        Tab::new("All", ALL).current(all),
    ];
    let list = match shown {
        0 => view! {
            <Empty icon=icondata_lu::LuCircleCheck headline="Nothing to review. Well done."
                text="Products that need your review appear here, oldest first. The policy sets which need it." />
        }
        .into_any(),
        _ => {
            let columns = vec![
                Column::new("Product"),
                Column::new("State"),
                Column::wide("Shop"),
                Column::num("Waiting since"),
            ];
            view! {
                <ErrorSummary errors=form.summary() />
                <PostForm<ApproveProducts>>
                    <Card flush=true>
                        <Table columns=columns caption="Products to review" picks=true>{rows}</Table>
                    </Card>
                    <ActionBar label="Selected products">
                        <Button>"Approve"</Button>
                    </ActionBar>
                </PostForm<ApproveProducts>>
                <Pager newer=newer older=older note=counted(shown, "product, oldest first", "products, oldest first") />
            }
            .into_any()
        }
    };
    let body = view! {
        <Tabs items=tabs />
        {list}
    };
    Ok(Page::new("Products to review", body))
}

fn state_of(row: &ReviewRow) -> (Tone, &'static str) {
    match (row.returned_at, row.is_new()) {
        (Some(_), _) => (Tone::Neutral, "With the seller"),
        (None, true) => (Tone::Info, "New"),
        (None, false) => (Tone::Warning, "Changed"),
    }
}

fn queue_row(row: &ReviewRow, now: crate::clock::Millis) -> AnyView {
    let (tone, word) = state_of(row);
    let (id, name) = (row.product_id.to_string(), row.live_name.clone());
    let href = format!("{QUEUE}/{id}");
    view! {
        <tr>
            <Pick name="ids[]" value=id label=name.clone() />
            <td class="main">
                <RowLink href=href><span class="clamp">{name}</span></RowLink>
                <small>{row.shop_name.clone()}</small>
            </td>
            <td class="state"><Status tone=tone word=word /></td>
            <td class="wide muted">{row.shop_name.clone()}</td>
            <td class="num" data-label="Waiting since"><Moment at=row.since() zone=TimeZone::UTC now=now /></td>
        </tr>
    }
    .into_any()
}

/// One product that waits for review, with its differences.
pub async fn review(
    _admin: Admin<duty::Catalogue>,
    State(app): State<App>,
    Id(product_id): Id<ProductId>,
) -> PageResult {
    let (asking, approving) = (Form::of::<AskForChanges>(), Form::of::<ApproveProduct>());
    let mut reader = app.db.reader().acquire().await?;
    let row = store::review(&mut reader, &product_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    if !row.is_waiting() {
        let gone = view! {
            <Empty icon=icondata_lu::LuCircleCheck headline="No longer waiting"
                text="Nothing of this product is waiting for a decision." />
        };
        return Ok(Page::new(row.live_name, gone).with_back("Products to review", QUEUE));
    }
    let (tone, word) = state_of(&row);
    let pictures = product_review::pictures(&mut reader, &row).await?;
    let side = view! { <Decision row=row.clone() asking=asking approving=approving /> };
    let title = row.live_name.clone();
    let body = view! {
        <Columns side=side.into_any()>
            <Differences row=row pictures=pictures />
        </Columns>
    };
    Ok(Page::new(title, body)
        .with_state(view! { <Status tone=tone word=word /> })
        .with_back("Products to review", QUEUE))
}

#[component]
fn Decision(row: ReviewRow, asking: Form, approving: Form) -> impl IntoView {
    let [for_approval, for_asking] = [0; 2].map(|_| row.product_id.to_string());
    let what = if row.is_new() { "A new product" } else { "A change" };
    let shop = format!("/admin/sellers/{}", row.seller_id);
    let asked = row.reason.clone().map(|reason| {
        view! { <NoticeBar notice=Notice::new(Tone::Info, format!("Requested change: {reason}")) /> }
    });
    let (shop_name, since) = (row.shop_name.clone(), row.since());
    view! {
        <div class="stack">
            <Card title="Overview">
                <Facts wide=true>
                    <Fact label="What">{what}</Fact>
                    <Fact label="Shop"><a href=shop>{shop_name}</a></Fact>
                    <Fact label="Waiting since"><Moment at=since zone=TimeZone::UTC /></Fact>
                </Facts>
            </Card>
            {asked}
            <Card title="Decision">
                <div class="stack">
                    <ErrorSummary errors=approving.summary() />
                    <PostForm<ApproveProduct>>
                        <input type="hidden" name="product_id" value=for_approval />
                        <Button variant=Variant::Primary icon=icondata_lu::LuCheck>"Approve"</Button>
                    </PostForm<ApproveProduct>>
                    <ErrorSummary errors=asking.summary() />
                    <PostForm<AskForChanges> class="form">
                        <input type="hidden" name="product_id" value=for_asking />
                        <TextArea label="The change" name="reason" rows=3 maxlength=2000
                            help="The seller is emailed this and sees it on the product's page."
                            value=asking.value("reason") error=asking.error("reason") />
                        <div class="row"><Button>"Request changes"</Button></div>
                    </PostForm<AskForChanges>>
                </div>
            </Card>
        </div>
    }
}
