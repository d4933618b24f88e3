//! Schedules of the storefront.

use super::sitemap;
use crate::events::Schedule;
use std::time::Duration;

/// Schedules: new sitemap files.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule::new(
        "storefront.sitemap",
        Duration::from_secs(60),
        |app| async move { sitemap::extend(&app).await },
    )]
}
