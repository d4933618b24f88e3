//! One product: new, and as it is.

use super::id_of_page;
use super::list::status_choices;
use super::pictures::pictures_card;
use crate::catalog::actions::{CreateProduct, RemoveProduct, ReviseProduct, SetOptions};
use crate::catalog::pages::variant::{Alone, Grid};
use crate::catalog::store::{self, StoredProduct};
use crate::catalog::views::{ProductState, counted, received_minor};
use crate::catalog::{MAX_OPTIONS, Product, ProductStatus};
use crate::id::ProductId;
use crate::money::Currency;
use crate::policies::Policy;
use crate::problem::Problem;
use crate::ui::{
    Button, Card, Choice, Columns, Disclosure, ErrorSummary, Fact, Facts, Field, LinkButton, Moment, Radio,
    SaveBar, Select, TextArea, Variant,
};
use crate::viewer::{Member, SellerStatus, may};
use crate::web::context::{app, member};
use crate::web::form_reply::{Form, Here};
use crate::web::pages::{Page, framed};
use leptos::prelude::*;

#[component]
pub fn NewProductPage() -> impl IntoView {
    framed(async move {
        let (app, member) = (app()?, member::<may::Products>()?);
        let form = Form::of::<CreateProduct>();
        let creating = ServerAction::<CreateProduct>::new();
        let policy = crate::policies::current(&app.db).await?;
        let approved = member.seller_status == SellerStatus::Approved;
        let states = vec![
            Choice::new("active", "Active").help("Buyers see and buy it."),
            Choice::new("draft", "Draft").help("Only you see it."),
        ];
        let status = form.or("status", if approved { "active" } else { "draft" });
        let about = view! { <NewDetails form=form.clone() /> };
        let price = view! { <NewPrice form=form.clone() currency=member.currency policy=policy /> };
        let options = view! { <OptionFields form=form.clone() options=Vec::new() /> };
        let summary = form.summary();
        let status_error = form.error("status");
        let body = view! {
            <ErrorSummary errors=summary />
            <ActionForm action=creating attr:class="form">
                <Here />
                {about}
                {price}
                <Card title="Options" about="For what comes in sizes or colours. Each combination becomes a variant; give them their own price and stock on the next page.">
                    {options}
                </Card>
                <Card>
                    <Radio label="Status" name="status" options=states boxed=true value=status error=status_error
                        help=(!approved).then_some("Until your shop is approved, products stay drafts.") />
                </Card>
                <SaveBar>
                    <LinkButton href="/products" variant=Variant::Quiet>"Cancel"</LinkButton>
                    <Button variant=Variant::Primary>"Add product"</Button>
                </SaveBar>
            </ActionForm>
        };
        Ok(Page::new("New product", body).with_back("Products", "/products"))
    })
}

#[component]
fn NewDetails(form: Form) -> impl IntoView {
    view! {
        <Card>
            <Field label="Name" name="name" required=true maxlength=200 autocomplete="off"
                value=form.value("name") error=form.error("name") />
            <TextArea label="Description" name="description" optional=true rows=5
                value=form.value("description") error=form.error("description") />
            <Field label="Category" name="category" optional=true placeholder="Kitchen > Mugs"
                value=form.value("category") error=form.error("category") />
        </Card>
    }
}

#[component]
fn NewPrice(form: Form, currency: Currency, policy: Policy) -> impl IntoView {
    view! {
        <Card title="Price and stock">
            <Field label="Price" name="price" required=true inputmode="decimal" short=true
                suffix=currency.code() help=of_ten(currency, &policy)
                value=form.value("price") error=form.error("price") />
            <Field label="Stock" name="stock" inputmode="numeric" short=true optional=true
                help="Pieces on hand; of each variant, where there are several."
                value=form.value("stock") error=form.error("stock") />
            <Field label="SKU" name="sku" optional=true short=true autocomplete="off"
                value=form.value("sku") error=form.error("sku") />
        </Card>
    }
}

/// The fee in words, where no price is known yet.
fn of_ten(currency: Currency, policy: &Policy) -> String {
    let ten = 10 * 10_i64.pow(currency.decimals());
    format!(
        "Of {} you'll receive {} per sale, after the marketplace's commission.",
        currency.show(ten),
        currency.show(received_minor(ten, policy))
    )
}

/// Names and values of the options, up to three.
#[component]
fn OptionFields(form: Form, options: Vec<crate::catalog::ProductOption>) -> impl IntoView {
    (0..MAX_OPTIONS)
        .map(|at| {
            let option = options.get(at);
            let name = option.map(|option| option.name.clone()).unwrap_or_default();
            let values = option.map(|option| option.values.join(", ")).unwrap_or_default();
            let (name_field, values_field) =
                (format!("options[{at}][name]"), format!("options[{at}][values]"));
            let (name_error, values_error) = (format!("options.{at}.name"), format!("options.{at}.values"));
            view! {
                <div class="row option-row">
                    <Field label=format!("Option {}", at + 1) name=name_field.clone() short=true optional=true
                        placeholder=["Size", "Colour", "Material"][at % 3] id=crate::ui::field_id(&name_error)
                        value=form.or(&name_field, name) error=form.error(&name_error) />
                    <Field label="Values, with commas between" name=values_field.clone()
                        placeholder=["S, M, L", "Blue, Green", "Cotton, Wool"][at % 3]
                        id=crate::ui::field_id(&values_error)
                        value=form.or(&values_field, values) error=form.error(&values_error) />
                </div>
            }
            .into_any()
        })
        .collect::<Vec<_>>()
}

#[component]
pub fn ProductPage() -> impl IntoView {
    framed(async move {
        let (app, member) = (app()?, member::<may::Products>()?);
        let product_id = id_of_page::<ProductId>()?;
        let (form, options_form) = (Form::of::<ReviseProduct>(), Form::of::<SetOptions>());
        let (revising, reshaping, removing) = (
            ServerAction::<ReviseProduct>::new(),
            ServerAction::<SetOptions>::new(),
            ServerAction::<RemoveProduct>::new(),
        );
        let stored = store::find(&app.db, &member.seller_id, &product_id).await?;
        let stored = stored.ok_or_else(Problem::not_found)?;
        let policy = crate::policies::current(&app.db).await?;
        let pictures = pictures_card(&app, &member.seller_id, &stored).await?;
        let product = stored.product.clone();
        let id = product_id.to_string();
        let (status, in_stock) = (product.status, stored.in_stock());
        let side = view! { <Side stored=stored.clone() member=member.clone() /> };
        let variants = if product.options.is_empty() {
            view! { <Alone stored=stored.clone() form=form.clone() currency=member.currency policy=policy.clone() /> }.into_any()
        } else {
            view! { <Grid stored=stored.clone() form=form.clone() currency=member.currency policy=policy.clone() /> }.into_any()
        };
        let errors = [form.summary(), options_form.summary()];
        let [form_errors, options_errors] = errors;
        let details = view! { <Details form=form.clone() product=product.clone() /> };
        let search = view! { <SearchFields form=form product=product.clone() /> };
        let options = view! { <OptionFields form=options_form options=product.options.clone() /> };
        let (for_options, for_removal) = (id.clone(), id.clone());
        let remove = if stored.sold_at.is_some() {
            "Archive product"
        } else {
            "Remove product"
        };
        let revise = view! {
            <ActionForm action=revising attr:class="form product-form">
                <Here />
                <input type="hidden" name="product_id" value=id />
                {details}
                {variants}
                {search}
                <SaveBar>
                    <LinkButton href="/products" variant=Variant::Quiet>"Cancel"</LinkButton>
                    <Button variant=Variant::Primary>"Save"</Button>
                </SaveBar>
            </ActionForm>
        };
        let reshape = view! {
            <Card title="Options"
                about="A value added here becomes new variants with nothing on hand; a value taken away takes its variants with it.">
                <ActionForm action=reshaping attr:class="form">
                    <Here />
                    <input type="hidden" name="product_id" value=for_options />
                    {options}
                    <div class="row"><Button>"Change the options"</Button></div>
                </ActionForm>
            </Card>
        };
        let removal = view! {
            <Card title="Remove" about="A product that was ordered is archived instead: its orders still name it.">
                <ActionForm action=removing>
                    <Here />
                    <input type="hidden" name="product_id" value=for_removal />
                    <Button variant=Variant::Danger icon=icondata_lu::LuTrash2>{remove}</Button>
                </ActionForm>
            </Card>
        };
        let body = view! {
            <Columns side=side.into_any()>
                <ErrorSummary errors=form_errors />
                <ErrorSummary errors=options_errors />
                {revise}
                {pictures}
                {reshape}
                {removal}
            </Columns>
        };
        Ok(Page::new(product.name.clone(), body)
            .with_state(view! { <ProductState status=status in_stock=in_stock /> })
            .with_back("Products", "/products"))
    })
}

#[component]
fn Details(form: Form, product: Product) -> impl IntoView {
    view! {
        <Card>
            <Field label="Name" name="name" required=true maxlength=200 autocomplete="off"
                value=form.or("name", product.name.clone()) error=form.error("name") />
            <TextArea label="Description" name="description" optional=true rows=6
                value=form.or("description", product.description.clone()) error=form.error("description") />
            <Field label="Category" name="category" optional=true placeholder="Kitchen > Mugs"
                value=form.or("category", product.category.clone().unwrap_or_default())
                error=form.error("category") />
            <Field label="Tags" name="tags" optional=true help="With commas between."
                value=form.or("tags", product.tags.join(", ")) error=form.error("tags") />
            <Select label="Status" name="status" options=status_choices() short=true
                value=form.or("status", product.status.as_str()) error=form.error("status") />
        </Card>
    }
}

#[component]
fn SearchFields(form: Form, product: Product) -> impl IntoView {
    view! {
        <Disclosure summary="For search engines">
            <Field label="Handle" name="handle" help="The product's name in its address."
                value=form.or("handle", product.handle.as_str()) error=form.error("handle") />
            <Field label="Title" name="seo_title" optional=true maxlength=200
                value=form.or("seo_title", product.seo_title.clone().unwrap_or_default())
                error=form.error("seo_title") />
            <TextArea label="Description for search engines" name="seo_description" optional=true rows=2
                value=form.or("seo_description", product.seo_description.clone().unwrap_or_default())
                error=form.error("seo_description") />
        </Disclosure>
    }
}

/// What is known of a product beside its form.
#[component]
fn Side(stored: StoredProduct, member: Member<may::Products>) -> impl IntoView {
    let zone = member.zone();
    let reserved: i64 = stored.reserved.iter().sum();
    let available: i64 = (0..stored.product.variants.len())
        .map(|place| stored.available(place))
        .sum();
    let on_hand = counted(stored.product.on_hand(), "piece", "pieces");
    let variants = counted(stored.product.variants.len() as i64, "variant", "variants");
    let sold = match stored.sold_at {
        Some(at) => view! { <Moment at=at zone=zone.clone() /> }.into_any(),
        None => "Not yet".into_any(),
    };
    let added = view! { <Moment at=stored.created_at zone=zone.clone() /> };
    let changed = view! { <Moment at=stored.updated_at zone=zone.clone() /> };
    let for_sale = match stored.product.status {
        ProductStatus::Active if member.seller_status != SellerStatus::Approved => {
            "Once your shop is approved"
        }
        ProductStatus::Active if stored.in_stock() => "Yes",
        ProductStatus::Active => "Out of stock",
        _ => "No",
    };
    view! {
        <Card title="At a glance">
            <Facts wide=true>
                <Fact label="For sale">{for_sale}</Fact>
                <Fact label="On hand">{on_hand}</Fact>
                <Fact label="Reserved">{reserved}</Fact>
                <Fact label="Available">{available}</Fact>
                <Fact label="Variants">{variants}</Fact>
                <Fact label="First sold">{sold}</Fact>
                <Fact label="Added">{added}</Fact>
                <Fact label="Changed">{changed}</Fact>
            </Facts>
        </Card>
    }
}
