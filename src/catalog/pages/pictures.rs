//! Pictures card of a product: upload, order, texts and failures.

use crate::catalog::actions::ArrangeImages;
use crate::id::VariantId;
use crate::pictures::ImageState;
use crate::pictures::{self, MAX_ALT, StoredImage};
use crate::problem::Problem;
use crate::products::{MAX_IMAGES, StoredProduct};
use crate::state::App;
use crate::ui::{
    Button, Card, Choice, ErrorSummary, Field, FileField, Picture, Polled, SaveBar, Select, Status, Thumb,
    Tone, Variant, field_id,
};
use crate::web::form_reply::{Form, Here, PostForm};
use leptos::prelude::*;

/// Choice that keeps several variants of a picture.
const SEVERAL: &str = "several";

/// A picture as its row shows it.
struct PictureRow {
    image: StoredImage,
    /// The choice of variants that it is.
    shown_for: String,
    can_retry: bool,
}

/// Upload address of a product's pictures.
pub(super) fn upload_address(product_id: &str) -> String {
    format!("/products/{product_id}/images")
}

/// The pictures card with its current content.
pub(super) async fn pictures_card(
    app: &App,
    seller_id: &crate::id::SellerId,
    stored: &StoredProduct,
) -> Result<AnyView, Problem> {
    let mut reader = app.db.reader().acquire().await?;
    let ids = std::slice::from_ref(&stored.product_id);
    let there = pictures::images_in(&mut reader, seller_id, ids).await?;
    let shown = pictures::variant_images(&mut reader, seller_id, &stored.product_id).await?;
    drop(reader);
    let sent = match there.iter().any(|image| image.state == ImageState::Failed) {
        true => pictures::images_with_upload(&app.db, seller_id, &stored.product_id).await?,
        false => Vec::new(),
    };
    let of = |image: &StoredImage| {
        let mine = shown.iter().filter(|(_, by)| *by == image.image_id);
        shown_for(
            stored,
            &mine.map(|(variant_id, _)| variant_id.clone()).collect::<Vec<_>>(),
        )
    };
    let images: Vec<PictureRow> = there
        .into_iter()
        .map(|image| PictureRow {
            shown_for: of(&image),
            can_retry: image.state == ImageState::Failed
                && (image.source.is_some() || sent.contains(&image.image_id)),
            image,
        })
        .collect();
    Ok(view! { <Pictures stored=stored.clone() images=images /> }.into_any())
}

#[component]
fn Pictures(stored: StoredProduct, images: Vec<PictureRow>) -> impl IntoView {
    let product_id = stored.product_id.to_string();
    let address = upload_address(&product_id);
    let upload = Form::at(&address);
    let arranging = Form::of::<ArrangeImages>();
    let waits = images
        .iter()
        .any(|shown| shown.image.state == ImageState::Waiting);
    let room = MAX_IMAGES.saturating_sub(images.len());
    let list = (!images.is_empty()).then(|| {
        view! { <Arrangement product_id=product_id choices=choices(&stored) images=images form=arranging.clone() /> }
    });
    let sending = (room > 0).then(|| {
        let help = format!(
            "JPEG, PNG or WebP, up to 20 MB each; you can add {room} more. Select several at once."
        );
        view! {
            <form class="form" method="post" action=address enctype="multipart/form-data">
                <Here />
                <FileField label="Add pictures" name="file" accept="image/jpeg,image/png,image/webp" multiple=true
                    required=true help=help error=upload.error("file") />
                <div class="row"><Button icon=icondata_lu::LuUpload>"Upload"</Button></div>
            </form>
        }
    });
    view! {
        <Card title="Pictures" id="pictures" about="The first one is the main picture, shown in lists and when the product is shared.">
            <div class="stack">
                <ErrorSummary errors=upload.summary() title="No picture was uploaded." />
                <ErrorSummary errors=arranging.summary() />
                <Polled id="product-images" every_seconds=waits.then_some(2)>{list}</Polled>
                {sending}
            </div>
        </Card>
    }
}

#[component]
fn Arrangement(
    product_id: String,
    choices: Vec<Choice>,
    images: Vec<PictureRow>,
    form: Form,
) -> impl IntoView {
    let rows = images
        .into_iter()
        .enumerate()
        .map(|(at, shown)| {
            view! { <Row at=at shown=shown choices=choices.clone() form=form.clone() /> }.into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <PostForm<ArrangeImages> class="form pictures-form">
            // What the enter key presses: the first button of a form.
            <button class="unseen" tabindex="-1" aria-hidden="true">"Save"</button>
            <input type="hidden" name="product_id" value=product_id />
            <ol class="pictures" data-order="">{rows}</ol>
            <SaveBar>
                <Button>"Save pictures"</Button>
            </SaveBar>
        </PostForm<ArrangeImages>>
    }
}

#[component]
fn Row(at: usize, shown: PictureRow, choices: Vec<Choice>, form: Form) -> impl IntoView {
    let PictureRow {
        image,
        shown_for,
        can_retry,
    } = shown;
    let named = |field: &str| format!("images[{at}][{field}]");
    let wrong = |field: &str| format!("images.{at}.{field}");
    let act = |word: &str| format!("{word}:{}", image.image_id);
    let called = image
        .file_name
        .clone()
        .or_else(|| image.source.clone())
        .unwrap_or_default();
    let place = (at + 1).to_string();
    let picture = match pictures::photo(&image) {
        Some(mut photo) => {
            photo.alt = format!("Picture {place}");
            view! { <span class="thumb thumb-large"><Picture photo=photo sizes="6rem" first={at < 6} /></span> }.into_any()
        }
        None => view! { <Thumb large=true /> }.into_any(),
    };
    let state = match (image.state, &image.failure) {
        (ImageState::Ready, _) => (at == 0).then(|| view! { <Status tone=Tone::Info word="Main picture" /> }.into_any()),
        (ImageState::Failed, why) => Some(
            view! { <p class="picture-state"><Status tone=Tone::Bad word="Failed" /> {why.clone()}</p> }
                .into_any(),
        ),
        (_, None) => Some(view! { <Status tone=Tone::Neutral word="Processing" /> }.into_any()),
        (_, why) => Some(
            view! { <p class="picture-state"><Status tone=Tone::Warning word="Retrying soon" /> {why.clone()}</p> }
                .into_any(),
        ),
    };
    let variants = (!choices.is_empty()).then(|| {
        let mut choices = choices;
        if shown_for == SEVERAL {
            choices.push(Choice::new(SEVERAL, "Several variants"));
        }
        view! {
            <Select label="Shows" name=named("shown_for") options=choices id=field_id(&wrong("shown_for"))
                value=form.or(&named("shown_for"), shown_for) error=form.error(&wrong("shown_for")) />
        }
    });
    let again = can_retry.then(|| {
        view! { <Button small=true name="act" value=act("retry") icon=icondata_lu::LuRotateCw>"Try again"</Button> }
    });
    let first = (at > 0).then(|| {
        view! {
            <Button small=true variant=Variant::Quiet name="act" value=act("first")>"Move to first"</Button>
            <Button small=true variant=Variant::Quiet name="act" value=act("up") icon=icondata_lu::LuArrowUp
                label=format!("Move picture {place} up") />
        }
    });
    view! {
        <li class="picture">
            <div class="picture-shown">{picture}</div>
            <div class="picture-fields">
                <input type="hidden" name=named("image_id") value=image.image_id.to_string() />
                <Field label="Position" name=named("position") kind="number" min="1" max="999" short=true
                    id=field_id(&wrong("position"))
                    value=form.or(&named("position"), place.clone()) error=form.error(&wrong("position")) />
                <Field label="Alt text" name=named("alt") maxlength=MAX_ALT as u32
                    id=field_id(&wrong("alt"))
                    value=form.or(&named("alt"), image.alt.clone()) error=form.error(&wrong("alt")) />
                {variants}
                <div class="picture-foot">
                    <small class="picture-name">{called}</small>
                    {state}
                    <span class="picture-acts">
                        {again}
                        {first}
                        <Button small=true variant=Variant::Quiet name="act" value=act("remove") icon=icondata_lu::LuTrash2
                            label=format!("Remove picture {place}") />
                    </span>
                </div>
            </div>
        </li>
    }
}

/// Choices of what a picture shows: every variant, those of an option value, or one.
fn choices(stored: &StoredProduct) -> Vec<Choice> {
    let product = &stored.product;
    if product.options.is_empty() {
        return Vec::new();
    }
    let mut choices = vec![Choice::new("", "The product")];
    for (at, option) in product.options.iter().enumerate() {
        for value in &option.values {
            choices.push(Choice::new(
                format!("option:{at}:{value}"),
                format!("{}: {value}", option.name),
            ));
        }
    }
    if product.options.len() > 1 {
        for variant in &product.variants {
            if let Some(variant_id) = &variant.variant_id {
                choices.push(Choice::new(variant_id.as_str(), variant.values.join(" / ")));
            }
        }
    }
    choices
}

/// The choice that these variants are.
fn shown_for(stored: &StoredProduct, variants: &[VariantId]) -> String {
    if variants.is_empty() {
        return String::new();
    }
    let product = &stored.product;
    for (at, option) in product.options.iter().enumerate() {
        for value in &option.values {
            if pictures::variants_with(product, at, value) == variants {
                return format!("option:{at}:{value}");
            }
        }
    }
    match variants {
        [only] => only.to_string(),
        _ => SEVERAL.to_owned(),
    }
}
