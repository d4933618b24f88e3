//! Page of an invitation link.

use crate::accounts::actions::JoinShop;
use crate::accounts::member;
use crate::state::App;
use crate::ui::{Button, ErrorSummary, Field, LinkButton, Notice, Plain, Tone, Variant, exact};
use crate::viewer::{Permission, Viewer};
use crate::web::form_reply::{Form, PostForm, encode};
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use crate::web::pages::take_notice;
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::Deserialize;

/// The secret of the invitation's link.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct InvitationForm {
    token: String,
}

/// An invitation to a shop, to be accepted.
pub async fn invitation(
    viewer: Viewer,
    State(app): State<App>,
    Query(query): Query<InvitationForm>,
) -> PageResult {
    let form = Form::of::<JoinShop>();
    let token = form.or("token", query.token);
    let seen = member::read(&app, &token).await?;
    let notice = take_notice().map(|text| Notice::new(Tone::Info, text));
    let title = format!("Join {}", seen.shop_name);
    let may = match seen.is_owner {
        true => "As an owner you can do everything there.".to_owned(),
        false => {
            let labels: Vec<_> = seen.permissions.iter().map(Permission::label).collect();
            format!("There you can work with: {}.", labels.join(", "))
        }
    };
    let until = exact(seen.expires_at, &TimeZone::UTC);
    let about = format!("{} is invited until {until}. {may}", seen.email);
    let signed_in = viewer.visitor()?.cloned();
    let fits = signed_in.as_ref().is_some_and(|user| user.email == seen.email);
    let body = match (signed_in, seen.has_account) {
        (Some(user), _) if !fits => view! {
            <p>"You are signed in as " {user.email} ". Sign out, then open the link again."</p>
            <LinkButton href="/">"Back to your shop"</LinkButton>
        }
        .into_any(),
        (None, true) => {
            let here = format!("/invitation?token={}", encode(&token));
            let login = format!("/login?next={}&email={}", encode(&here), encode(&seen.email));
            view! {
                <p>"You already have an account: sign in and you will come back here."</p>
                <LinkButton href=login variant=Variant::Primary>"Sign in"</LinkButton>
            }
            .into_any()
        }
        (signed_in, _) => {
            let newcomer = signed_in.is_none().then(|| {
                view! {
                    <Field label="Your name" name="name" autocomplete="name" required=true maxlength=80
                        value=form.value("name") error=form.error("name") />
                    <Field label="Choose a password" name="password" kind="password" autocomplete="new-password"
                        required=true help="At least 8 characters." error=form.error("password") />
                }
            });
            view! {
                <ErrorSummary errors=form.summary() />
                <PostForm<JoinShop> class="form">
                    <input type="hidden" name="token" value=token />
                    {newcomer}
                    <Button variant=Variant::Primary>"Join shop"</Button>
                </PostForm<JoinShop>>
            }
            .into_any()
        }
    };
    Ok(Page::new(
        title.clone(),
        view! { <Plain title=title about=about notice=notice>{body}</Plain> },
    ))
}
