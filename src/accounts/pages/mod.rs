//! Accounts' pages.

mod confirm;
mod entry;
mod invitation;
mod settings;

pub use confirm::ConfirmPage;
pub use entry::{ForgotPage, LoginCodePage, LoginPage, RegisterPage, ResetPage, VerifyPage};
pub use invitation::InvitationPage;
pub use settings::{AccountPage, MembersPage, OwnKeysPage, ProfilePage, SecondFactorPage, SecurityPage};
