//! New product page: variants can be generated and priced before saving.

use crate::accounts;
use crate::catalog::actions::CreateProduct;
use crate::catalog::pages::fee::{Fee, received};
use crate::catalog::pages::grid::Grid;
use crate::catalog::pages::options::OptionFields;
use crate::catalog::pages::search_fields::{SearchFieldValues, SearchFields};
use crate::catalog::pages::variant::{cells_typed, summary};
use crate::categories::{CategoryField, Offer, offer_for as offer};
use crate::products::Handle;
use crate::state::App;
use crate::ui::{Button, Card, Choice, ErrorSummary, Field, LinkButton, Radio, SaveBar, TextArea, Variant};
use crate::viewer::{Member, SellerStatus, may};
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// Address that generates the variants.
pub(super) const VARIANTS: &str = "/products/new/variants";

/// The form of a new product.
pub async fn new_product(member: Member<may::Products>, State(app): State<App>) -> PageResult {
    let form = Form::of::<CreateProduct>();
    let fee = Fee {
        currency: member.currency,
        policy: crate::policies::current(&app.db).await?,
    };
    let offer = offer(&app, &member, &form.value("category")).await?;
    let shop = accounts::seller(&app.db, &member.seller_id).await?;
    let approved = member.seller_status == SellerStatus::Approved;
    let states = vec![
        Choice::new("active", "Active").help("Buyers can see and buy it."),
        Choice::new("draft", "Draft").help("Only you can see it."),
    ];
    let status = form.or("status", if approved { "active" } else { "draft" });
    let cells = cells_typed(&form, &fee);
    let errors = summary(&form, &cells);
    let has_grid = !cells.is_empty();
    let priced = match has_grid {
        true => view! { <Grid cells=cells form=form.clone() set_all=VARIANTS /> }.into_any(),
        false => view! { <NewPrice form=form.clone() fee=fee /> }.into_any(),
    };
    let handle = form.value("handle");
    let searched = SearchFieldValues {
        name: form.value("name"),
        description: form.value("description"),
        handle: match handle.is_empty() {
            true => Handle::of(&form.value("name")).to_string(),
            false => handle.clone(),
        },
        title: form.value("seo_title"),
        text: form.value("seo_description"),
        shop_address: app.address_of(&format!(
            "/shop/{}",
            shop.map(|shop| shop.handle).unwrap_or_default()
        )),
        shop_name: member.shop_name.clone(),
        typed_handle: handle,
    };
    let about = view! { <NewDetails form=form.clone() offer=offer /> };
    let options = view! { <OptionFields form=form.clone() options=Vec::new() /> };
    let search = view! { <SearchFields form=form.clone() searched=searched /> };
    let status_error = form.error("status");
    let make = if has_grid {
        "Generate variants again"
    } else {
        "Generate variants"
    };
    let body = view! {
        <ErrorSummary errors=errors />
        <PostForm<CreateProduct> class="form product-form">
            {about}
            <Card title="Options" id="options"
                about="For products in sizes or colours. Each combination becomes a variant with its own price and stock.">
                {options}
                <div class="row">
                    <Button formaction=VARIANTS novalidate=true>{make}</Button>
                </div>
            </Card>
            {priced}
            {search}
            <Card>
                <Radio label="Status" name="status" options=states boxed=true value=status error=status_error
                    help=(!approved).then_some("Until your shop is approved, products stay drafts.") />
            </Card>
            <SaveBar>
                <LinkButton href="/products" variant=Variant::Quiet>"Cancel"</LinkButton>
                <Button variant=Variant::Primary>"Add product"</Button>
            </SaveBar>
        </PostForm<CreateProduct>>
    };
    Ok(Page::new("New product", body).with_back("Products", "/products"))
}

#[component]
fn NewDetails(form: Form, offer: Offer) -> impl IntoView {
    view! {
        <Card>
            <Field label="Name" name="name" required=true maxlength=200 autocomplete="off"
                value=form.value("name") error=form.error("name") />
            <TextArea label="Description" name="description" optional=true rows=5
                value=form.value("description") error=form.error("description") />
            <CategoryField offer=offer optional=true value=form.value("category") error=form.error("category") />
            <Field label="Tags" name="tags" optional=true help="Separate with commas."
                value=form.value("tags") error=form.error("tags") />
        </Card>
    }
}

#[component]
fn NewPrice(form: Form, fee: Fee) -> impl IntoView {
    let on_price = received(&form.value("price"), &fee);
    let marks = fee.marks();
    view! {
        <Card title="Price and stock">
            <div data-fees=marks>
                <Field label="Price" name="price" required=true inputmode="decimal" short=true
                    suffix=fee.currency.code() help=of_ten(&fee) autocomplete="off"
                    value=form.value("price") error=form.error("price") />
                <p class="help" data-receive="">{on_price}</p>
            </div>
            <Field label="Stock" name="stock" inputmode="numeric" short=true optional=true
                help="Pieces on hand, for each variant if there are several." autocomplete="off"
                value=form.value("stock") error=form.error("stock") />
            <Field label="SKU" name="sku" optional=true short=true autocomplete="off"
                value=form.value("sku") error=form.error("sku") />
        </Card>
    }
}

/// The fee in words, where no price is known yet.
fn of_ten(fee: &Fee) -> String {
    let ten = 10 * 10_i64.pow(fee.currency.decimals());
    let received = crate::catalog::pages::fee::received_minor(ten, &fee.policy);
    format!(
        "At {} you'll receive {} per sale, after the marketplace's commission.",
        fee.currency.show(ten),
        fee.currency.show(received)
    )
}
