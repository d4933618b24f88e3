//! What was done in the shop, for its owners.

use super::SettingsTabs;
use crate::audit::views::{AuditLog, Shown};
use crate::audit::{self, AuditForm};
use crate::id::AuditId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::context::{app, member, parameters};
use crate::web::download::Asked;
use crate::web::keyset::Keyset;
use crate::web::pages::{Page, framed};
use axum::response::Response;
use leptos::prelude::*;

#[component]
pub fn ActivityPage() -> impl IntoView {
    framed(async move {
        let (app, owner, keyset) = (app()?, member::<may::Own>()?, Keyset::of_page::<AuditId>()?);
        let form: AuditForm = parameters()?;
        let filter = form.of_shop(&owner.seller_id, &owner.zone())?;
        let window = audit::find(&app.db, &app.secrets, &filter, &keyset).await?;
        let shown = Shown {
            path: "/settings/audit",
            form,
            of_all: false,
            zone: owner.zone(),
            now: app.clock.now(),
        };
        Ok(Page::new(
            "Settings",
            view! {
                <SettingsTabs current="/settings/audit" grant=owner.grant />
                <AuditLog shown=shown window=window />
            },
        ))
    })
}

/// The page as a file.
pub async fn download_activity(app: App, owner: Member<may::Own>, asked: Asked) -> Result<Response, Problem> {
    let filter = asked
        .query::<AuditForm>()?
        .of_shop(&owner.seller_id, &owner.zone())?;
    audit::download(app, &owner.user_id, filter, &asked).await
}
