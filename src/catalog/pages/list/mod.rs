//! Products page.

mod filters;
mod rows;

use crate::catalog::actions::SetProductStatus;
use crate::id::ProductId;
use crate::problem::Code;
use crate::products::{self, ProductFilter, ProductQuery, list_address, status_choices};
use crate::saved_views::{InForce, List, OpenedView, SavedViews};
use crate::state::App;
use crate::ui::{
    ActionBar, Button, Card, Column, Empty, ErrorSummary, LinkButton, Notice, NoticeBar, Pager, Select,
    Table, Tabs, Tone, Variant, counted,
};
use crate::viewer::{Member, may};
use crate::web::form_reply::{Form, PostForm, encode};
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::{Address, Query};
use crate::web::pages::set_status;
use crate::{accounts, pictures};
use axum::extract::State;
use filters::Filters;
use leptos::prelude::*;
use rows::Rows;

/// The products, as a list that has saved views.
pub const SAVED_LIST: List = List {
    name: "products",
    path: "/products",
    may_see: |member| member.who::<may::Products>().map(drop),
    address: |query, currency, _| list_address(query, currency),
};

/// The list of products.
pub async fn products(
    member: Member<may::Products>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<ProductId>,
    Query(query): Query<ProductQuery>,
    Query(opened): Query<OpenedView>,
    Address(back): Address,
) -> PageResult {
    let form = Form::of::<SetProductStatus>();
    let (filter, errors) = query.read(member.currency);
    if !errors.is_empty() {
        set_status(Code::Validation.status());
    }
    let window = products::overview(&app.db, &member.seller_id, &filter, &keyset).await?;
    let counts = products::count_by_status(&app.db, &member.seller_id).await?;
    let categories = products::categories(&app.db, &member.seller_id).await?;
    let views = SavedViews::read(
        &app,
        &member,
        SAVED_LIST,
        &filter.address(member.currency),
        &opened,
    )
    .await?;
    let (newer, older) = window.links(&views.follow(filter.address(member.currency)));
    let has_any = counts.all() > 0;
    let closed = accounts::vacation_now(&app.db, &member.seller_id, app.clock.now()).await?;
    let ids: Vec<_> = window.rows.iter().map(|row| row.product_id.clone()).collect();
    let mut reader = app.db.reader().acquire().await?;
    let pictures = pictures::main_images(&mut reader, &member.seller_id, &ids).await?;
    drop(reader);
    let rows = Rows {
        pictures: &pictures,
        currency: member.currency,
        zone: member.zone(),
        now: app.clock.now(),
        closed: closed.is_some(),
    }
    .of(&window.rows);
    let closed = closed.map(|vacation| {
        let text = format!(
            "Your shop is closed until {}: nothing can be ordered.",
            vacation.until()
        );
        view! { <NoticeBar notice=Notice::new(Tone::Warning, text).link("Edit", "/settings") /> }
    });
    let shown = window.rows.len() as i64;
    let goes_on = window.older.is_some() || window.newer.is_some();
    let list = match (shown, has_any) {
        (0, false) => view! { <NoProducts /> }.into_any(),
        (0, true) if goes_on => view! {
            <Empty icon=icondata_lu::LuSearch headline="Nothing found so far"
                text="None of the products checked so far match. There are more to check." />
            <Pager newer=newer older=older />
        }
        .into_any(),
        (0, true) => view! {
            <Empty icon=icondata_lu::LuSearchX headline="No matches"
                text="No products match. Remove a filter, or search for the beginning of a word, a SKU or a barcode.">
                <LinkButton href="/products">"Show all products"</LinkButton>
            </Empty>
        }
        .into_any(),
        _ => view! {
            <ErrorSummary errors=form.summary() />
            <PostForm<SetProductStatus>>
                <input type="hidden" name="back" value=back />
                <Card flush=true>
                    <Table columns=columns() caption="Products" picks=true>{rows}</Table>
                </Card>
                <ActionBar label="Selected products">
                    <Select label="Set status" name="status" options=status_choices() hide_label=true
                        placeholder="Set status…" />
                    <Button>"Apply"</Button>
                    <Button formaction="/products/bulk" formmethod="get">"More changes…"</Button>
                    <Button formaction="/products/grid" formmethod="get">"Edit in a grid"</Button>
                </ActionBar>
            </PostForm<SetProductStatus>>
            <Pager newer=newer older=older note=counted(shown, "product, newest first", "products, newest first") />
        }
        .into_any(),
    };
    let only_status = ProductFilter {
        status: filter.status,
        ..ProductFilter::default()
    };
    let clear = only_status.address(member.currency);
    let address = filter.address(member.currency);
    let type_into = format!("/products/grid?filter={}", encode(&address));
    let change_all = format!("/products/bulk?filter={}", encode(&address));
    let export = with_format(&address);
    let own = if views.has_current() {
        ProductFilter::default()
    } else {
        filter.clone()
    };
    let tabs = views.beside(filters::tabs(&own, &counts, member.currency));
    let body = view! {
        {closed}
        {has_any.then(|| view! {
            <div id="views" data-live="">
                <Tabs items=tabs />
            </div>
            <Filters asked=query filter=filter.clone() errors=errors categories=categories kept=views.fields() />
        })}
        <div id="found" class="stack" data-live="">
            <InForce filters=filters::applied(&filter, member.currency) clear=clear views=views />
            {list}
            {has_any.then(|| view! {
                <div class="row">
                    <LinkButton href="/products/imports" icon=icondata_lu::LuUpload small=true>"Import"</LinkButton>
                    <LinkButton href=export icon=icondata_lu::LuDownload small=true download=true>
                        "Export as CSV"
                    </LinkButton>
                    {(shown > 0).then(|| view! {
                        <LinkButton href=change_all icon=icondata_lu::LuListChecks small=true>
                            "Change all matching"
                        </LinkButton>
                        <LinkButton href=type_into icon=icondata_lu::LuGrid3x3 small=true>"Edit in a grid"</LinkButton>
                    })}
                    <LinkButton href="/products/bulk" icon=icondata_lu::LuHistory small=true>"Bulk edits"</LinkButton>
                </div>
            })}
        </div>
    };
    Ok(Page::new("Products", body).with_action(view! {
        <LinkButton href="/products/new" variant=Variant::Primary icon=icondata_lu::LuPlus>"Add product"</LinkButton>
    }))
}

#[component]
fn NoProducts() -> impl IntoView {
    view! {
        <Empty icon=icondata_lu::LuPackage headline="No products yet"
            text="Add one by hand, or upload a file: an export from another shop, or a spreadsheet.">
            <LinkButton href="/products/new">"Add product"</LinkButton>
            <LinkButton href="/products/imports">"Import a file"</LinkButton>
        </Empty>
    }
}

fn with_format(address: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}format=csv")
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("Product"),
        Column::new("Status"),
        Column::wide("Category"),
        Column::num("Stock"),
        Column::num("Price"),
        Column::wide_num("Changed"),
    ]
}
