//! Settings page: the shop's audit log, for owners.

use super::SettingsTabs;
use crate::audit::views::{AuditLog, EntryListOptions};
use crate::audit::{self, AuditForm};
use crate::id::AuditId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::download::DownloadRequest;
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use axum::response::Response;
use leptos::prelude::*;

/// The shop's audit log, for owners.
pub async fn activity(
    owner: Member<may::Own>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<AuditId>,
    Query(form): Query<AuditForm>,
) -> PageResult {
    let filter = form.of_shop(&owner.seller_id, &owner.zone())?;
    let window = audit::find(&app.db, &app.secrets, &filter, &keyset).await?;
    let shown = EntryListOptions {
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
}

/// The page as a file.
pub async fn download_activity(
    app: App,
    owner: Member<may::Own>,
    asked: DownloadRequest,
) -> Result<Response, Problem> {
    let filter = asked
        .query::<AuditForm>()?
        .of_shop(&owner.seller_id, &owner.zone())?;
    audit::download(app, &owner.user_id, filter, &asked).await
}
