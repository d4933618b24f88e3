//! Settings page: logo, banner and vacation.

use crate::accounts::SellerRow;
use crate::accounts::actions::{ClearPicture, SaveVacation};
use crate::accounts::shop_picture;
use crate::clock::Millis;
use crate::ui::{
    Button, Card, ErrorSummary, Field, FileField, Notice, NoticeBar, TextArea, Thumb, Tone, Variant,
};
use crate::web::form_reply::{Form, Here, PostForm};
use leptos::prelude::*;

/// The failed forms of these cards.
pub(super) struct ShopForms {
    logo: Form,
    banner: Form,
    vacation: Form,
}

impl ShopForms {
    pub(super) fn of_page() -> Self {
        Self {
            logo: Form::at("/settings/logo"),
            banner: Form::at("/settings/banner"),
            vacation: Form::of::<SaveVacation>(),
        }
    }
}

#[component]
pub(super) fn ShopCards(seller: SellerRow, forms: ShopForms, now: Millis) -> impl IntoView {
    view! {
        <PictureCard title="Logo" kind="logo" name=seller.logo.clone() form=forms.logo
            help="A JPEG, PNG or WebP, up to 10 MB; we resize it to fit 256×256 pixels." />
        <PictureCard title="Banner" kind="banner" name=seller.banner.clone() form=forms.banner
            help="A JPEG, PNG or WebP, up to 10 MB; we crop it to 1600×400 pixels." />
        <VacationCard seller=seller form=forms.vacation now=now />
    }
}

#[component]
fn PictureCard(
    title: &'static str,
    kind: &'static str,
    name: Option<String>,
    form: Form,
    help: &'static str,
) -> impl IntoView {
    let shown = name.map(|name| {
        view! {
            <div class="row">
                <Thumb src=shop_picture::address(&name) alt=title large=true />
                <PostForm<ClearPicture>>
                    <input type="hidden" name="kind" value=kind />
                    <Button variant=Variant::Quiet small=true>"Remove"</Button>
                </PostForm<ClearPicture>>
            </div>
        }
    });
    view! {
        <Card title=title>
            <div class="stack">
                {shown}
                <ErrorSummary errors=form.summary() title="The picture was not uploaded." />
                <form class="form" method="post" action=format!("/settings/{kind}") enctype="multipart/form-data">
                    <Here />
                    <FileField label="Picture" name="file" id=format!("file-{kind}") accept="image/jpeg,image/png,image/webp"
                        required=true help=help error=form.error("file") />
                    <div class="row"><Button icon=icondata_lu::LuUpload>"Upload"</Button></div>
                </form>
            </div>
        </Card>
    }
}

#[component]
fn VacationCard(seller: SellerRow, form: Form, now: Millis) -> impl IntoView {
    let on = seller.vacation_now(now).map(|vacation| {
        let text = format!(
            "The shop is closed until {}; nothing can be ordered.",
            vacation.until()
        );
        view! { <NoticeBar notice=Notice::new(Tone::Warning, text) /> }
    });
    view! {
        <Card title="Vacation" about="On these days nothing can be ordered; your products show as unavailable. It ends automatically.">
            <div class="stack">
                {on}
                <ErrorSummary errors=form.summary() />
                <PostForm<SaveVacation> class="form">
                    <Field label="First day" name="vacation_from" kind="date" short=true optional=true
                        value=form.or("vacation_from", seller.vacation_from.unwrap_or_default()) error=form.error("vacation_from") />
                    <Field label="Last day" name="vacation_to" kind="date" short=true optional=true
                        help="Leave both empty to stay open." value=form.or("vacation_to", seller.vacation_to.unwrap_or_default())
                        error=form.error("vacation_to") />
                    <TextArea label="Message" name="vacation_message" optional=true rows=2 maxlength=500
                        value=form.or("vacation_message", seller.vacation_message.unwrap_or_default())
                        error=form.error("vacation_message") />
                    <div class="row"><Button>"Save"</Button></div>
                </PostForm<SaveVacation>>
            </div>
        </Card>
    }
}
