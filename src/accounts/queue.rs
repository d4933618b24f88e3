//! Approval queue: shops found by status, words and checklist progress; bulk approval.

use super::{SellerRow, approval, store};
use crate::db::Db;
use crate::form::FieldErrors;
use crate::id::SellerId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Admin, SellerStatus, duty};
use crate::web::keyset::{Keyset, Window};
use serde::Serialize;

/// Most shops approved at once.
const MOST_AT_ONCE: usize = 200;

/// Checklist progress, as a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Everything required is done: it can be approved.
    Done,
    /// A document needs review.
    Review,
    /// Waiting for the seller.
    Open,
}

impl Progress {
    pub const ALL: [Progress; 3] = [Self::Done, Self::Review, Self::Open];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Review => "review",
            Self::Open => "open",
        }
    }

    /// The filter's label.
    pub fn label(self) -> &'static str {
        match self {
            Self::Done => "Complete",
            Self::Review => "Documents to review",
            Self::Open => "Waiting for the seller",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|progress| progress.as_str() == text)
    }
}

/// Which shops are looked for.
#[derive(Debug, Clone, Default)]
pub struct QueueFilter {
    pub status: Option<SellerStatus>,
    /// A part of the shop's name, its handle or a member's address.
    pub q: Option<String>,
    pub progress: Option<Progress>,
}

impl QueueFilter {
    /// Parses the address's parameters, with errors for invalid ones.
    pub fn parse(status: Option<&str>, q: Option<&str>, progress: Option<&str>) -> Result<Self, FieldErrors> {
        let given = |text: Option<&str>| {
            let text = text.map(str::trim).filter(|text| !text.is_empty());
            text.map(|text| text.chars().take(200).collect::<String>())
        };
        let mut errors = FieldErrors::new();
        let status = given(status).map(|text| {
            SellerStatus::parse(&text).ok_or(
                "status must be pending, approved, rejected, suspended or \
                closed.",
            )
        });
        let progress = given(progress)
            .map(|text| Progress::parse(&text).ok_or("checklist must be done, review or open."));
        let status = status.and_then(|status| errors.take("status", status));
        let progress = progress.and_then(|progress| errors.take("checklist", progress));
        errors.or(Some(Self {
            status,
            q: given(q),
            progress,
        }))
    }

    /// The page's address with this filter.
    pub fn address(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(status) = self.status {
            query.append_pair("status", status.as_str());
        }
        if let Some(q) = &self.q {
            query.append_pair("q", q);
        }
        if let Some(progress) = self.progress {
            query.append_pair("checklist", progress.as_str());
        }
        match query.finish().as_str() {
            "" => "/admin/sellers".to_owned(),
            query => format!("/admin/sellers?{query}"),
        }
    }
}

/// One shop in the queue.
#[derive(Debug, Clone)]
pub struct QueueRow {
    pub seller: SellerRow,
    /// Completed required checklist items.
    pub done: i64,
    pub total: i64,
    /// Documents not reviewed yet.
    pub waiting: i64,
}

/// Shops that fit, in the keyset's order.
pub async fn find(db: &Db, filter: &QueueFilter, keyset: &Keyset) -> sqlx::Result<Window<QueueRow>> {
    store::queue(db, filter, keyset).await
}

/// Result of one shop in a bulk approval.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = SellerApproval)]
pub struct Approval {
    /// The id as given.
    pub seller_id: String,
    pub shop_name: Option<String>,
    pub approved: bool,
    /// Why it was not approved.
    pub detail: Option<String>,
}

/// Approves many shops independently: one that cannot be approved stops no other.
pub async fn approve_many(
    app: &App,
    admin: &Admin<duty::Sellers>,
    seller_ids: &[String],
) -> Result<Vec<Approval>, Problem> {
    if seller_ids.is_empty() {
        return Err(FieldErrors::of("seller_ids", "Choose at least one shop.").into());
    }
    if seller_ids.len() > MOST_AT_ONCE {
        let message = format!("Choose at most {MOST_AT_ONCE} shops at once.");
        return Err(FieldErrors::of("seller_ids", message).into());
    }
    let mut outcomes = Vec::with_capacity(seller_ids.len());
    for given in seller_ids {
        let decided = match SellerId::parse(given) {
            Ok(seller_id) => approval::approve(app, admin, &seller_id).await,
            Err(_) => Err(Problem::not_found()),
        };
        let shop_name = match SellerId::parse(given) {
            Ok(seller_id) => store::seller(&app.db, &seller_id)
                .await?
                .map(|seller| seller.shop_name),
            Err(_) => None,
        };
        let detail = match decided {
            Ok(()) => None,
            Err(problem) if problem.code.may_pass() => return Err(problem),
            Err(problem) => Some(problem.detail),
        };
        outcomes.push(Approval {
            seller_id: given.clone(),
            shop_name,
            approved: detail.is_none(),
            detail,
        });
    }
    Ok(outcomes)
}
