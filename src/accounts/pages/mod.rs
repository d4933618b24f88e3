//! Accounts' pages.

mod confirm;
mod entry;
mod settings;

pub use confirm::ConfirmPage;
pub use entry::{ForgotPage, LoginPage, RegisterPage, ResetPage, VerifyPage};
pub use settings::{AccountPage, ProfilePage, SecurityPage};
