//! Asynchronous creation with `Prefer: respond-async`: queued, run in the background, result at
//! `/requests/{request_id}` for its caller.

use crate::clock::{DAY_MS, Millis};
use crate::events::{Event, JobError, emit};
use crate::id::{RequestId, SellerId, UserId};
use crate::problem::Problem;
use crate::products::json::ShownProduct;
use crate::products::store::RequestStatus;
use crate::products::{ProductForm, creation, store};
use crate::state::App;
use crate::viewer::{Grant, Member, Permission, Shop, Viewer, may};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Result of a request.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = AsyncRequest)]
pub struct Request {
    pub request_id: RequestId,
    pub status: RequestStatus,
    /// Response the call would have had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Value>,
    pub created_at: Millis,
    pub finished_at: Option<Millis>,
}

/// Stored caller and body of a request.
#[derive(Debug, Serialize, Deserialize)]
struct StoredCall {
    user_id: UserId,
    form: ProductForm,
}

#[derive(Debug, Serialize, Deserialize)]
struct Queued {
    request_id: RequestId,
}

/// Notes that a product is to be created.
pub async fn ask(
    app: &App,
    viewer: &Viewer,
    member: &Member<may::Products>,
    form: &ProductForm,
) -> Result<RequestId, Problem> {
    let now = app.clock.now();
    let request_id = RequestId::new(now);
    let asked = StoredCall {
        user_id: member.user_id.clone(),
        form: form.clone(),
    };
    let content = serde_json::to_string(&asked).map_err(|error| Problem::internal(&error))?;
    let mut tx = app.db.begin().await?;
    let caller = viewer.caller();
    store::insert_request(&mut tx, &request_id, &caller, &member.seller_id, &content, now).await?;
    let queued = json!({ "request_id": request_id });
    emit(&mut tx, now, "request.queued", Some(&member.seller_id), &queued).await?;
    tx.commit().await?;
    Ok(request_id)
}

/// Result of one of this caller's requests.
pub async fn find(app: &App, viewer: &Viewer, request_id: RequestId) -> Result<Request, Problem> {
    let row = store::request(&app.db, &viewer.caller(), &request_id).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    let outcome: Option<Value> = row
        .outcome
        .and_then(|outcome| serde_json::from_str(&outcome).ok());
    let (result, problem) = match row.status {
        RequestStatus::Done => (outcome, None),
        RequestStatus::Failed => (None, outcome),
        RequestStatus::Pending => (None, None),
    };
    Ok(Request {
        request_id,
        status: row.status,
        result,
        problem,
        created_at: row.created_at,
        finished_at: row.finished_at,
    })
}

/// Runs a request; result and response commit together, so repeats do nothing.
pub(super) async fn carry_out(app: App, event: Event) -> Result<(), JobError> {
    let Queued { request_id } = event.read()?;
    let Some(seller_id) = event.seller_id.clone() else {
        return Ok(());
    };
    let now = app.clock.now();
    // Before the transaction, which holds a connection: asked for within it, another one may never come free.
    let Some(shop) = shop_of(&app, seller_id).await? else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    let Some(content) = store::hold_request(&mut tx, &request_id).await? else {
        return Ok(());
    };
    let asked: StoredCall = serde_json::from_str(&content)?;
    let Some(member) = member_of(shop, asked.user_id) else {
        return Ok(());
    };
    let created = match creation::parse(&member, &asked.form) {
        Ok(product) => creation::create_in(&mut tx, &member, &product, now).await,
        Err(problem) => Err(problem),
    };
    match created {
        Ok(created) => {
            let shown = serde_json::to_string(&ShownProduct::of(created, member.currency))?;
            store::finish_request(&mut tx, &request_id, RequestStatus::Done, &shown, now).await?;
            tx.commit().await?;
        }
        Err(problem) if problem.transient || problem.code.may_pass() => {
            return Err(problem.into());
        }
        Err(problem) => {
            drop(tx);
            let mut tx = app.db.begin().await?;
            let told = document(&problem).to_string();
            store::finish_request(&mut tx, &request_id, RequestStatus::Failed, &told, now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// How long the answer to a request can be fetched, in milliseconds.
const KEPT_MS: i64 = 7 * DAY_MS;

/// Removes requests that were finished long ago.
pub(super) async fn remove_old(app: App) -> Result<(), JobError> {
    let before = app.clock.now().plus(-KEPT_MS);
    app.db.remove_old(&[store::REMOVE_OLD_REQUESTS], before).await?;
    Ok(())
}

fn document(problem: &Problem) -> Value {
    json!({
        "type": format!("https://stallholder.dev/problems/{}", problem.code.name()),
        "title": problem.code.title(),
        "status": problem.status().as_u16(),
        "detail": problem.detail,
        "errors": problem.errors,
    })
}

/// Current state of the shop.
async fn shop_of(app: &App, seller_id: SellerId) -> sqlx::Result<Option<Shop>> {
    let terms = store::seller_terms(&app.db, &seller_id).await?;
    Ok(terms.map(|(currency, status)| Shop {
        seller_id,
        name: String::new(),
        status,
        currency,
        timezone: "UTC".to_owned(),
    }))
}

/// The caller as a member of the shop.
fn member_of(shop: Shop, user_id: UserId) -> Option<Member<may::Products>> {
    let grant = Grant::program([Permission::Products].into_iter().collect());
    Member::enter(user_id, shop, grant, false).who().ok()
}
