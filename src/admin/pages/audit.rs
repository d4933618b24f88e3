//! The whole audit log.

use crate::audit::views::{AuditLog, Shown};
use crate::audit::{self, AuditForm};
use crate::id::AuditId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, duty};
use crate::web::context::{admin, app, parameters};
use crate::web::download::Asked;
use crate::web::keyset::Keyset;
use crate::web::pages::{Page, framed};
use axum::response::Response;
use jiff::tz::TimeZone;
use leptos::prelude::*;

#[component]
pub fn AuditPage() -> impl IntoView {
    framed(async move {
        let (app, _admin, keyset) = (app()?, admin::<duty::Audit>()?, Keyset::of_page::<AuditId>()?);
        let form: AuditForm = parameters()?;
        let filter = form.of_all(&TimeZone::UTC)?;
        let window = audit::find(&app.db, &app.secrets, &filter, &keyset).await?;
        let shown = Shown {
            path: "/admin/audit",
            form,
            of_all: true,
            zone: TimeZone::UTC,
            now: app.clock.now(),
        };
        Ok(Page::new(
            "Audit log",
            view! { <AuditLog shown=shown window=window /> },
        ))
    })
}

/// The page as a file; that it was taken is audited.
pub async fn download_audit(app: App, admin: Admin<duty::Audit>, asked: Asked) -> Result<Response, Problem> {
    let filter = asked.query::<AuditForm>()?.of_all(&TimeZone::UTC)?;
    audit::download(app, &admin.user_id, filter, &asked).await
}
