//! The admin panel's pages.

mod api_keys;
mod audit;
mod checklist;
mod overview;
mod people;
mod permissions;
mod person;
mod policy;
mod seller;
mod sellers;

pub use api_keys::ApiKeysPage;
pub use audit::{AuditPage, download_audit};
pub use checklist::ChecklistPage;
pub use overview::OverviewPage;
pub use people::PeoplePage;
pub use permissions::PermissionsPage;
pub use person::PersonPage;
pub use policy::PolicyPage;
pub use seller::SellerPage;
pub use sellers::SellersPage;
