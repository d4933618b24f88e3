//! Review views: word differences by field, and pictures before and after.

use crate::pictures::{self, StoredImage};
use crate::product_review::actions::WithdrawChanges;
use crate::product_review::store::ReviewRow;
use crate::product_review::{self, Part, Pictures};
use crate::ui::{Button, Card, Fact, Facts, LinkButton, Notice, NoticeBar, Picture, Status, Thumb, Tone};
use crate::web::form_reply::PostForm;
use leptos::prelude::*;

/// A new product in full, an edit as differences.
#[component]
pub(super) fn Differences(row: ReviewRow, pictures: Option<Pictures>) -> impl IntoView {
    let changes = product_review::changes(&row);
    let pictures = pictures.map(|pictures| view! { <PicturesCard pictures=pictures /> });
    if row.is_new() && changes.is_empty() {
        let category = row.live_category.unwrap_or_else(|| "None".to_owned());
        return view! {
            <Card title="New product">
                <Facts wide=true>
                    <Fact label="Name">{row.live_name}</Fact>
                    <Fact label="Category">{category}</Fact>
                </Facts>
                <p class="prose">{row.live_description}</p>
            </Card>
            {pictures}
        }
        .into_any();
    }
    let texts = changes.into_iter().map(|change| {
        let title = match change.field {
            "name" => "Name",
            "category" => "Category",
            _ => "Description",
        };
        let parts = product_review::words(&change.before, &change.after)
            .into_iter()
            .map(|part| match part {
                Part::Same(text) => text.into_any(),
                Part::Gone(text) => view! { <del>{text}</del> }.into_any(),
                Part::Come(text) => view! { <ins>{text}</ins> }.into_any(),
            })
            .collect_view();
        view! { <Card title=title><p class="prose">{parts}</p></Card> }
    });
    view! {
        {texts.collect_view()}
        {pictures}
    }
    .into_any()
}

#[component]
fn PicturesCard(pictures: Pictures) -> impl IntoView {
    let row = |images: &[StoredImage],
               word: fn(&Pictures, &StoredImage) -> Option<product_review::PictureChange>| {
        let shown = images.iter().map(|image| {
            let fate = word(&pictures, image).map(product_review::PictureChange::word);
            view! { <Reviewed image=image.clone() fate=fate /> }.into_any()
        });
        match images.is_empty() {
            true => view! { <p class="muted">"No pictures"</p> }.into_any(),
            false => view! { <ol class="picture-row">{shown.collect::<Vec<_>>()}</ol> }.into_any(),
        }
    };
    let after = row(&pictures.after, Pictures::fate_of_next);
    let Some(before) = &pictures.before else {
        return view! { <Card title="Pictures">{after}</Card> }.into_any();
    };
    let before = row(before, Pictures::fate_of_seen);
    view! {
        <Card title="Pictures">
            <div class="stack">
                <h3>"Live"</h3>
                {before}
                <h3>"Proposed"</h3>
                {after}
            </div>
        </Card>
    }
    .into_any()
}

/// One picture with its alt text.
#[component]
fn Reviewed(image: StoredImage, fate: Option<&'static str>) -> impl IntoView {
    let text = match image.alt.as_str() {
        "" => view! { <small class="muted">"No alt text"</small> }.into_any(),
        alt => view! { <small>{alt.to_owned()}</small> }.into_any(),
    };
    let picture = match pictures::photo(&image) {
        Some(photo) => {
            view! { <span class="thumb thumb-large"><Picture photo=photo sizes="6rem" /></span> }.into_any()
        }
        None => view! { <Thumb large=true /> }.into_any(),
    };
    let fate = fate.map(|word| view! { <Status tone=Tone::Info word=word /> });
    view! { <li>{picture}{text}{fate}</li> }
}

/// Review state above the product form.
#[component]
pub fn Waiting(row: ReviewRow, pictures: Option<Pictures>) -> impl IntoView {
    let id = row.product_id.to_string();
    let text = match (&row.reason, row.is_new()) {
        (Some(reason), _) => format!(
            "We ask for a change: {reason} Change it and save; then we'll review \
            it again."
        ),
        (None, true) => "Waiting for review: it goes on sale once we approve it.".to_owned(),
        (None, false) => {
            "Waiting for review: your changes. What is for sale stays as it is until then.".to_owned()
        }
    };
    let tone = if row.reason.is_some() {
        Tone::Warning
    } else {
        Tone::Info
    };
    let changed = (!row.is_new()).then(|| {
        view! {
            <Differences row=row pictures=pictures />
            <PostForm<WithdrawChanges>>
                <input type="hidden" name="product_id" value=id />
                <Button small=true>"Withdraw changes"</Button>
            </PostForm<WithdrawChanges>>
        }
    });
    view! {
        <NoticeBar notice=Notice::new(tone, text) />
        {changed}
    }
}

/// Notice that changed products need review, with a link.
#[component]
pub fn Waits(text: String) -> impl IntoView {
    view! {
        <NoticeBar notice=Notice::new(Tone::Info, text) />
        <div class="row"><LinkButton href="/products?review=waiting">"See what is waiting"</LinkButton></div>
    }
}
