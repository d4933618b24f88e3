//! Product page: form, options and actions.

use crate::accounts;
use crate::catalog::actions::{RemoveProduct, ReviseProduct, SetOptions};
use crate::catalog::pages::fee::Fee;
use crate::catalog::pages::grid::Grid;
use crate::catalog::pages::options::OptionsCard;
use crate::catalog::pages::pictures::pictures_card;
use crate::catalog::pages::search_fields::{SearchFieldValues, SearchFields};
use crate::catalog::pages::variant::{Alone, LinkedSettings, cells_of, summary};
use crate::categories::{CategoryField, Offer, offer_for as offer};
use crate::id::ProductId;
use crate::money::Currency;
use crate::problem::Problem;
use crate::product_review::{self, ReviewRow, Waiting};
use crate::products::{
    self, Product, ProductForm, ProductState, ProductStatus, StoredProduct, is_same, status_choices,
};
use crate::state::App;
use crate::ui::{
    Button, Card, Columns, Disclosure, ErrorSummary, Fact, Facts, Field, LinkButton, Menu, MenuLink, Moment,
    PostButton, SaveBar, Select, TextArea, Variant, counted,
};
use crate::viewer::{Member, SellerStatus, may};
use crate::web::context::here;
use crate::web::extract::Id;
use crate::web::form_reply::{Form, PostForm};
use crate::web::page::{Page, PageResult};
use axum::extract::State;
use leptos::prelude::*;

/// A form with the values its page showed when sent.
#[derive(Clone)]
struct Editing {
    form: Form,
    seen: Option<ProductForm>,
    currency: Currency,
}

impl Editing {
    fn of(form: Form, currency: Currency) -> Self {
        let seen = serde_json::from_str(&form.value("seen")).ok();
        Self { form, seen, currency }
    }

    /// The typed value; if it equals what the page showed, the stored one.
    fn value(&self, field: &str, stored: String) -> String {
        if !self.form.failed() {
            return stored;
        }
        let typed = self.form.value(field);
        match &self.seen {
            Some(seen) if is_same(field, &typed, &seen.text(field), self.currency) => stored,
            _ => typed,
        }
    }
}

/// The editor of one product.
pub async fn product(
    member: Member<may::Products>,
    State(app): State<App>,
    Id(product_id): Id<ProductId>,
) -> PageResult {
    let (form, options_form) = (Form::of::<ReviseProduct>(), Form::of::<SetOptions>());
    let stored = products::find(&app.db, &member.seller_id, &product_id).await?;
    let stored = stored.ok_or_else(Problem::not_found)?;
    let waiting = product_review::review_of(&app.db, &member.seller_id, &product_id).await?;
    let waiting = match waiting.filter(ReviewRow::is_waiting) {
        Some(row) => {
            let mut reader = app.db.reader().acquire().await?;
            let pictures = product_review::pictures(&mut reader, &row).await?;
            Some(view! { <Waiting row=row pictures=pictures /> })
        }
        None => None,
    };
    let shop = accounts::seller(&app.db, &member.seller_id).await?;
    let shop = format!("/shop/{}", shop.map(|shop| shop.handle).unwrap_or_default());
    let fee = Fee {
        currency: member.currency,
        policy: crate::policies::current(&app.db).await?,
    };
    let pictures = pictures_card(&app, &member.seller_id, &stored).await?;
    let product = stored.product.clone();
    let editing = Editing::of(form.clone(), member.currency);
    let beside = LinkedSettings::of(&app, &member.seller_id, &product_id).await?;
    let cells = cells_of(&stored, &form, editing.seen.as_ref(), &fee, &beside);
    let (errors, options_errors) = (summary(&form, &cells), options_form.summary());
    let seen = serde_json::to_string(&product.form(member.currency));
    let seen = seen.map_err(|error| Problem::internal(&error))?;
    let id = product_id.to_string();
    let side = view! { <Side stored=stored.clone() member=member.clone() /> };
    let step = format!("/products/{product_id}/variants");
    let variants = match (&cells[..], product.options.is_empty()) {
        ([only], true) => view! { <Alone cells=only.clone() /> }.into_any(),
        _ => view! { <Grid cells=cells form=form.clone() set_all=step /> }.into_any(),
    };
    let searched = SearchFieldValues {
        name: editing.value("name", product.name.clone()),
        description: editing.value("description", product.description.clone()),
        handle: editing.value("handle", product.handle.to_string()),
        typed_handle: editing.value("handle", product.handle.to_string()),
        title: editing.value("seo_title", product.seo_title.clone().unwrap_or_default()),
        text: editing.value(
            "seo_description",
            product.seo_description.clone().unwrap_or_default(),
        ),
        shop_address: app.address_of(&shop),
        shop_name: member.shop_name.clone(),
    };
    let category = editing.value("category", product.category.clone().unwrap_or_default());
    let offer = offer(&app, &member, &category).await?;
    let details = view! {
        <Details editing=editing product=product.clone() category=category offer=offer />
    };
    let search = view! { <SearchFields form=form searched=searched /> };
    let options = view! { <OptionsCard stored=stored.clone() form=options_form currency=member.currency /> };
    let removal = view! { <Away stored=stored.clone() /> };
    let revise = view! {
        <PostForm<ReviseProduct> class="form product-form">
            <input type="hidden" name="product_id" value=id />
            <input type="hidden" name="seen" value=seen />
            {details}
            {variants}
            {search}
            <SaveBar>
                <LinkButton href="/products" variant=Variant::Quiet>"Cancel"</LinkButton>
                <Button variant=Variant::Primary>"Save"</Button>
            </SaveBar>
        </PostForm<ReviseProduct>>
    };
    let body = view! {
        <Columns side=side.into_any()>
            <ErrorSummary errors=errors />
            <ErrorSummary errors=options_errors />
            {waiting}
            {revise}
            {pictures}
            {options}
            {removal}
        </Columns>
    };
    let is_live = product.status == ProductStatus::Active && member.seller_status == SellerStatus::Approved;
    let public = is_live.then(|| format!("{shop}/{}", product.handle));
    let more = view! { <More stored=stored.clone() public=public /> };
    let (status, in_stock) = (product.status, stored.in_stock());
    Ok(Page::new(product.name.clone(), body)
        .with_state(view! { <ProductState status=status in_stock=in_stock /> })
        .with_action(more)
        .with_back("Products", "/products"))
}

/// Further actions on a product.
#[component]
fn More(stored: StoredProduct, public: Option<String>) -> impl IntoView {
    let fields = of_product(&stored);
    view! {
        <Menu label="More">
            {public.map(|href| view! {
                <MenuLink href=href icon=icondata_lu::LuExternalLink>"View in shop"</MenuLink>
            })}
            <PostButton action="/do/products/duplicate" fields=fields.clone() variant=Variant::Quiet
                icon=icondata_lu::LuCopy>"Duplicate"</PostButton>
            {(stored.product.status != ProductStatus::Archived).then(|| view! {
                <PostButton action="/do/products/archive" fields=fields variant=Variant::Quiet
                    icon=icondata_lu::LuArchive>"Archive"</PostButton>
            })}
        </Menu>
    }
}

fn of_product(stored: &StoredProduct) -> Vec<(String, String)> {
    vec![
        ("product_id".to_owned(), stored.product_id.to_string()),
        ("_page".to_owned(), here()),
        ("_once".to_owned(), crate::secret::random_text(12)),
    ]
}

#[component]
fn Details(editing: Editing, product: Product, category: String, offer: Offer) -> impl IntoView {
    let form = editing.form.clone();
    let value = move |field: &str, stored: String| editing.value(field, stored);
    let error = move |field: &str| form.error(field);
    view! {
        <Card>
            <Field label="Name" name="name" required=true maxlength=200 autocomplete="off"
                value=value("name", product.name.clone()) error=error("name") />
            <TextArea label="Description" name="description" optional=true rows=6
                value=value("description", product.description.clone()) error=error("description") />
            <CategoryField offer=offer optional=true value=category error=error("category") />
            <Field label="Tags" name="tags" optional=true help="Separate with commas."
                value=value("tags", product.tags.join(", ")) error=error("tags") />
            <Select label="Status" name="status" options=status_choices() short=true
                value=value("status", product.status.to_string()) error=error("status") />
        </Card>
    }
}

/// Removal from the shop: archiving, or deletion if never ordered.
#[component]
fn Away(stored: StoredProduct) -> impl IntoView {
    let form = Form::of::<RemoveProduct>();
    let ordered = stored.sold_at.is_some() || stored.reserved.iter().any(|pieces| *pieces > 0);
    let about = match ordered {
        true => "It has orders, so it can be archived but not deleted: its orders still refer to it.",
        false => {
            "An archived product is hidden from the shop and from your lists; change its status to \
            bring it back."
        }
    };
    let archived = stored.product.status == ProductStatus::Archived;
    let fields = of_product(&stored);
    let id = stored.product_id.to_string();
    let delete = (!ordered).then(|| {
        view! {
            <Disclosure summary="Delete permanently" open=form.failed()>
                <ErrorSummary errors=form.summary() />
                <PostForm<RemoveProduct> class="form">
                    <input type="hidden" name="product_id" value=id />
                    <Field label="Type the product's name to delete it" name="confirmation" autocomplete="off" required=true
                        help=format!("{}. This cannot be undone.", stored.product.name.clone())
                        value=form.value("confirmation") error=form.error("confirmation") />
                    <div class="row">
                        <Button variant=Variant::Danger icon=icondata_lu::LuTrash2>"Delete product"</Button>
                    </div>
                </PostForm<RemoveProduct>>
            </Disclosure>
        }
    });
    view! {
        <Card title="Remove from sale" about=about>
            {(!archived).then(|| view! {
                <div class="row">
                    <PostButton action="/do/products/archive" fields=fields icon=icondata_lu::LuArchive>
                        "Archive product"
                    </PostButton>
                </div>
            })}
            {delete}
        </Card>
    }
}

/// Facts of a product beside its form.
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
        _ if stored.is_held() => "Once it is approved",
        ProductStatus::Active if member.seller_status != SellerStatus::Approved => {
            "Once your shop is approved"
        }
        ProductStatus::Active if stored.in_stock() => "Yes",
        ProductStatus::Active => "Out of stock",
        _ => "No",
    };
    view! {
        <Card title="Overview">
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
