//! The accounts' SQL, one file per noun.

mod api_keys;
mod checklist;
mod closing;
mod codes;
mod devices;
mod documents;
mod lockouts;
mod members;
mod people;
mod pictures;
mod queue;
mod reasons;
mod registrations;
mod second_factors;
mod sellers;
mod sessions;
mod users;
mod viewers;

pub use api_keys::*;
pub use checklist::*;
pub use closing::*;
pub use codes::*;
pub use devices::*;
pub use documents::*;
pub use lockouts::*;
pub use members::*;
pub use people::*;
pub use pictures::*;
pub use queue::*;
pub use reasons::*;
pub use registrations::*;
pub use second_factors::*;
pub use sellers::*;
pub use sessions::*;
pub use users::*;
pub use viewers::*;
