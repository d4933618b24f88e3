//! The accounts' SQL, one file per noun.

mod api_keys;
mod closing;
mod codes;
mod lockouts;
mod members;
mod people;
mod sellers;
mod sessions;
mod users;
mod viewers;

pub use api_keys::*;
pub use closing::*;
pub use codes::*;
pub use lockouts::*;
pub use members::*;
pub use people::*;
pub use sellers::*;
pub use sessions::*;
pub use users::*;
pub use viewers::*;
