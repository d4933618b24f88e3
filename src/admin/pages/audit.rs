//! Page of the whole audit log.

use crate::audit::views::{AuditLog, EntryListOptions};
use crate::audit::{self, AuditForm};
use crate::id::AuditId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, duty};
use crate::web::download::DownloadRequest;
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use axum::response::Response;
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// The audit log of the whole marketplace.
pub async fn audit(
    _admin: Admin<duty::Audit>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<AuditId>,
    Query(form): Query<AuditForm>,
) -> PageResult {
    let filter = form.of_all(&TimeZone::UTC)?;
    let window = audit::find(&app.db, &app.secrets, &filter, &keyset).await?;
    let shown = EntryListOptions {
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
}

/// The page as a file; the download itself is audited.
pub async fn download_audit(
    app: App,
    admin: Admin<duty::Audit>,
    asked: DownloadRequest,
) -> Result<Response, Problem> {
    let filter = asked.query::<AuditForm>()?.of_all(&TimeZone::UTC)?;
    audit::download(app, &admin.user_id, filter, &asked).await
}
