//! A small marketplace in which someone owns one of everything, for the isolation test.

use super::actor::Actor;
use super::test_app::TestApp;
use regex::Regex;
use std::collections::BTreeMap;

/// The actors, and the ids of what the owner has, by their names.
pub struct World {
    anonymous: Actor,
    pending: Actor,
    owner: Actor,
    other: Actor,
    admin: Actor,
    super_admin: Actor,
    key: Actor,
    ids: BTreeMap<&'static str, String>,
}

impl World {
    pub async fn build(app: &TestApp) -> Self {
        let owner = app.seller("owner").await;
        let key = app.storefront().await;
        let mut ids = BTreeMap::new();
        ids.insert("seller_id", owner.seller().to_string());
        ids.insert(
            "api_key_id",
            crate::id::ApiKeyId::new(app.clock.now()).to_string(),
        );
        // A key notes when it was last used, once a minute.
        key.get("/api/v1/users/me").await;
        app.work().await;
        Self {
            anonymous: app.anonymous(),
            pending: app.pending_seller("pending").await,
            owner,
            other: app.seller("other").await,
            admin: app.admin().await,
            super_admin: app.super_admin().await,
            key,
            ids,
        }
    }

    pub fn actors(&self) -> [(&'static str, &Actor); 7] {
        [
            ("anonymous", &self.anonymous),
            ("pending", &self.pending),
            ("other", &self.other),
            ("owner", &self.owner),
            ("admin", &self.admin),
            ("super", &self.super_admin),
            ("key", &self.key),
        ]
    }

    /// The path with the owner's ids in it.
    pub fn fill_path(&self, path: &str) -> String {
        self.replace(path, r"\{(\w+)\}")
    }

    /// A body with the owner's ids in it.
    pub fn fill(&self, body: &str) -> String {
        self.replace(body, r"@(\w+_id|reference|sku)\b")
    }

    fn replace(&self, text: &str, pattern: &str) -> String {
        let pattern = Regex::new(pattern).expect("a pattern");
        let filled = pattern.replace_all(text, |found: &regex::Captures<'_>| {
            let id = self.ids.get(&found[1]);
            id.unwrap_or_else(|| panic!("{text}: the owner has no {}", &found[1]))
                .clone()
        });
        filled.into_owned()
    }
}
