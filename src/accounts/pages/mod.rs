//! Accounts' pages.

mod confirm;
mod entry;
mod files;
mod settings;

pub use confirm::ConfirmPage;
pub use entry::{ForgotPage, LoginPage, RegisterPage, ResetPage, VerifyPage};
pub use files::{media, routes};
pub use settings::{AccountPage, ApprovalPage, ProfilePage, SecurityPage};
