//! Pages of accounts.

mod confirm;
mod entry;
mod files;
mod invitation;
mod settings;

pub use confirm::confirm;
pub use entry::{forgot, login, login_code, register, reset, verify};
pub use files::{media, routes};
pub use invitation::invitation;
pub use settings::{
    SettingsTabs, account, activity, approval, download_activity, members, own_keys, profile, second_factor,
    security,
};
