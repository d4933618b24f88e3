//! Test tools: the whole router on its own database, a movable clock, readable mail, runnable jobs, and
//! actors that speak HTTP without a socket.
//!
//! ```ignore
//! #[tokio::test]
//! async fn a_code_serves_once() {
//!     let app = TestApp::new().await;
//!     let ann = app.seller("ann").await;
//!     let mug = ann.product("Mug", "12.50", 10).await;
//!     app.later(DAY_MS);
//!     ann.get(&format!("/seller/products/{}", mug.product_id)).await.is(200);
//!     ann.page("/products").await.is(200).has("Mug");
//! }
//! ```
//!
//! The same suite runs on PostgreSQL when `STALLHOLDER_TEST_POSTGRES` names a server whose user may create
//! databases, such as `postgres://postgres@127.0.0.1:54329`.

mod actor;
mod answer;
mod architecture;
mod bucket;
mod builders;
mod database;
mod effort;
mod isolation;
mod isolation_table;
mod lanes;
mod live;
mod mailbox;
mod plans;
mod races;
mod snapshot;
pub mod source;
mod statements;
mod test_app;
mod tests;
mod world;

pub use actor::{Actor, PASSWORD, Wire};
pub use answer::Answer;
pub use bucket::bucket;
pub use builders::{PDF, Product, cart, decimal, picture};
pub use database::TestDatabase;
pub use effort::{Watch, explain_all};
pub use mailbox::Mailed;
pub use snapshot::Snapshot;
pub use test_app::{TestApp, openapi};
