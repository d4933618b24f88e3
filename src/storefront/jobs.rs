//! The storefront's schedules.

use super::sitemap;
use crate::events::Schedule;
use std::time::Duration;

/// What is due by the clock: further files of the sitemap.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::new(
        "storefront.sitemap",
        Duration::from_secs(60),
        |app| async move { sitemap::extend(&app).await },
    )]
}
