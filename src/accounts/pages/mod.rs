//! Accounts' pages.

mod confirm;
mod entry;
mod files;
mod invitation;
mod settings;

pub use confirm::ConfirmPage;
pub use entry::{ForgotPage, LoginCodePage, LoginPage, RegisterPage, ResetPage, VerifyPage};
pub use files::{media, routes};
pub use invitation::InvitationPage;
pub use settings::{
    AccountPage, ActivityPage, ApprovalPage, MembersPage, OwnKeysPage, ProfilePage, SecondFactorPage,
    SecurityPage, download_activity,
};
