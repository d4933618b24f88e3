//! Accounts' pages.

mod confirm;
mod entry;
mod invitation;
mod settings;

pub use confirm::ConfirmPage;
pub use entry::{ForgotPage, LoginPage, RegisterPage, ResetPage, VerifyPage};
pub use invitation::InvitationPage;
pub use settings::{
    AccountPage, ActivityPage, MembersPage, OwnKeysPage, ProfilePage, SecurityPage, download_activity,
};
