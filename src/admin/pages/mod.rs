//! Pages of the admin panel.

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

pub use api_keys::api_keys;
pub use audit::{audit, download_audit};
pub use checklist::checklist;
pub use overview::overview;
pub use people::people;
pub use permissions::permissions;
pub use person::person;
pub use policy::policy;
pub use seller::seller;
pub use sellers::sellers;
