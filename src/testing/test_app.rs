//! The application under test.

use super::actor::{Actor, PASSWORD, Wire};
use super::database::TestDatabase;
use super::mailbox::{self, Mailed};
use crate::accounts::store::{self as accounts, NewUser};
use crate::accounts::{NewShop, hash_password};
use crate::clock::{Clock, Millis};
use crate::config::{CommandLine, Config};
use crate::id::{SellerId, UserId};
use crate::money::Currency;
use crate::state::App;
use crate::viewer::{AdminRole, MemberRole, Permissions, SellerStatus};
use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use clap::Parser;
use serde_json::json;
use std::ops::Deref;
use std::sync::LazyLock;
use tempfile::TempDir;
use tower::Layer;
use tower::util::{BoxCloneSyncService, MapRequestLayer};

/// When every test begins: Monday, 2 November 2026, 10:00 UTC.
pub const BEGINNING: &str = "2026-11-02T10:00:00Z";

/// The actors' password, hashed with the least work that argon2 allows: signing in takes as little.
static QUICK_HASH: LazyLock<String> = LazyLock::new(|| {
    let params = Params::new(8, 1, 1, None).expect("the least argon2 allows");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(PASSWORD.as_bytes())
        .expect("a hash")
        .to_string()
});

/// A running application with a database, a folder and a clock of its own. Whatever [`App`] has, it has.
pub struct TestApp {
    app: App,
    wire: Wire,
    // Dropped in this order: the pools, the database, the folder.
    _database: TestDatabase,
    folder: TempDir,
}

impl Deref for TestApp {
    type Target = App;
    fn deref(&self) -> &App {
        &self.app
    }
}

impl TestApp {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With settings of its own: `TestApp::with(|config| config.rate_limits = true)`.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("stallholder-test-")
            .tempdir()
            .expect("a folder for the test");
        let database = TestDatabase::create(folder.path()).await;
        let mut config = config(folder.path(), &database.url);
        change(&mut config);
        let clock = Clock::fixed(Millis::parse(BEGINNING).expect("a time"));
        let app = App::open(config, clock).await.expect("the application opens");
        let app = crate::app::with_replay_rules(app);
        let wire = wire(&app);
        Self {
            app,
            wire,
            _database: database,
            folder,
        }
    }

    /// Opens the database anew, with whatever settings it has now; actors sign in again.
    pub async fn reopen(&mut self) {
        self.app.db.close().await;
        let opened = App::open((*self.app.config).clone(), self.app.clock.clone()).await;
        self.app = crate::app::with_replay_rules(opened.expect("the application opens"));
        self.wire = wire(&self.app);
    }

    /// Signs in someone who exists, by their own address and password.
    pub async fn signs_in(&self, email: &str, password: &str) -> Actor {
        Actor::signed_in(self.wire.clone(), email, password).await
    }

    /// Moves the clock.
    pub fn later(&self, ms: i64) {
        self.clock.advance(ms);
    }

    /// Brings every event to its consumers and runs every schedule, until nothing is left to do now.
    /// Fails when a consumer fails.
    pub async fn work(&self) {
        let failures = self.work_and_fail().await;
        assert!(failures.is_empty(), "jobs failed:\n{}", failures.join("\n"));
    }

    /// Brings every event that is due to its consumers, while the test does something else.
    pub async fn drain(&self) {
        let dispatcher = crate::app::dispatcher(&self.app);
        dispatcher.drain().await.expect("the dispatcher can work");
    }

    /// Like [`TestApp::work`], but returns deliveries that failed or are dead.
    pub async fn work_and_fail(&self) -> Vec<String> {
        let dispatcher = crate::app::dispatcher(&self.app);
        dispatcher.drain().await.expect("the dispatcher can work");
        dispatcher.run_schedules().await.expect("the schedules run");
        dispatcher.drain().await.expect("the dispatcher can work");
        let failed: Vec<(String, String)> = sqlx::query_as(
            "select consumer, coalesce(last_error, '') as last_error from deliveries where status <> 'done'",
        )
        .fetch_all(self.db.reader())
        .await
        .expect("deliveries can be read");
        failed
            .into_iter()
            .map(|(consumer, error)| format!("{consumer}: {error}"))
            .collect()
    }

    /// Every mail that went to an address, the oldest first. Run [`TestApp::work`] before.
    pub fn mails_to(&self, email: &str) -> Vec<Mailed> {
        mailbox::read_all(&self.folder.path().join("mail"))
            .into_iter()
            .filter(|mail| mail.to.contains(email))
            .collect()
    }

    /// The code in the newest mail to an address that has one; works first.
    pub async fn code_for(&self, email: &str) -> String {
        self.work().await;
        let mails = self.mails_to(email);
        mails
            .iter()
            .rev()
            .find_map(Mailed::code)
            .unwrap_or_else(|| panic!("no code went to {email}: {mails:?}"))
    }

    /// The whole service, for a socket of the test's own.
    pub fn router(&self) -> axum::Router {
        crate::app::router(&self.app)
    }

    /// Differences found by verifying the ledger.
    pub async fn differences(&self) -> Vec<String> {
        let (_, differences) = crate::wallet::verify(&self.app.db)
            .await
            .expect("the ledger can be looked at");
        differences.iter().map(ToString::to_string).collect()
    }

    /// The whole service with its short paths, to be put behind a listener.
    pub fn wire(&self) -> Wire {
        self.wire.clone()
    }

    pub fn anonymous(&self) -> Actor {
        Actor::anonymous(self.wire.clone())
    }

    /// The owner of an approved shop: `ann` is ann@example.test of "Shop ann", in US dollars and UTC.
    pub async fn seller(&self, name: &str) -> Actor {
        self.seller_in(name, "USD", "UTC").await
    }

    /// A seller with its own currency and timezone.
    pub async fn seller_in(&self, name: &str, currency: &str, timezone: &str) -> Actor {
        let seller_id = self.insert_seller(name, currency, timezone).await;
        let mut tx = self.db.begin().await.expect("a transaction");
        let approved = SellerStatus::Approved;
        accounts::set_seller_status(&mut tx, &seller_id, approved, None, self.clock.now())
            .await
            .expect("the seller is approved");
        tx.commit().await.expect("the seller is kept");
        self.signed_in(name).await
    }

    /// The owner of a shop that waits for approval; the address is verified.
    pub async fn pending_seller(&self, name: &str) -> Actor {
        self.insert_seller(name, "USD", "UTC").await;
        self.signed_in(name).await
    }

    pub async fn admin(&self) -> Actor {
        self.insert_user("admin", Some(AdminRole::Admin)).await;
        self.signed_in("admin").await
    }

    pub async fn super_admin(&self) -> Actor {
        self.insert_user("super", Some(AdminRole::SuperAdmin)).await;
        self.signed_in("super").await
    }

    pub async fn finance(&self) -> Actor {
        self.insert_user("finance", Some(AdminRole::Finance)).await;
        self.signed_in("finance").await
    }

    /// A member of staff of the owner's shop.
    pub async fn staff_of(&self, owner: &Actor, name: &str, permissions: Permissions) -> Actor {
        let user_id = self.insert_user(name, None).await;
        let mut staff = Actor::anonymous(self.wire.clone());
        staff.user_id = Some(user_id);
        self.grant(owner, &staff, permissions).await;
        self.signed_in(name).await
    }

    /// Makes someone a member of staff of the owner's shop, or changes what they may do there.
    pub async fn grant(&self, owner: &Actor, staff: &Actor, permissions: Permissions) {
        let user_id = staff.user_id.as_ref().expect("a person");
        let mut tx = self.db.begin().await.expect("a transaction");
        sqlx::query(
            "insert into members (user_id, seller_id, role, permissions, created_at) values ($1, $2, 'staff', $3, 0)
             on conflict (user_id, seller_id) do update set role = 'staff', permissions = excluded.permissions",
        )
        .bind(user_id.as_str())
        .bind(owner.seller().as_str())
        .bind(json!(permissions.names()).to_string())
        .execute(&mut *tx)
        .await
        .expect("a member");
        tx.commit().await.expect("the member is kept");
    }

    /// A program of the owner's shop, with a key of its own.
    pub async fn own_key(&self, owner: &Actor, scopes: &[&str]) -> Actor {
        let asked = json!({ "name": "Stock system", "scopes": scopes });
        let made = owner.post("/seller/api-keys", asked).await.is(201);
        let mut actor = Actor::with_key(self.wire.clone(), made.id("key"));
        actor.seller_id = owner.seller_id.clone();
        actor.key_id = Some(made.id("api_key_id"));
        actor
    }

    /// A storefront: a program whose key may send orders in.
    pub async fn storefront(&self) -> Actor {
        self.insert_user("keymaker", Some(AdminRole::Admin)).await;
        let admin = self.signed_in("keymaker").await;
        let asked = json!({ "name": "Storefront", "scopes": ["orders:write"] });
        let key = admin.post("/api/admin/api-keys", asked).await.is(201).id("key");
        Actor::with_key(self.wire.clone(), key)
    }

    /// Signs in someone who exists, in a browser and by token, with a fresh session.
    pub async fn signed_in(&self, name: &str) -> Actor {
        Actor::signed_in(self.wire.clone(), &format!("{name}@example.test"), PASSWORD).await
    }

    async fn insert_user(&self, name: &str, role: Option<AdminRole>) -> UserId {
        let now = self.clock.now();
        let user_id = UserId::new(now);
        let user = NewUser {
            user_id: &user_id,
            email: &format!("{name}@example.test"),
            password_hash: &QUICK_HASH,
            role,
            verified: true,
        };
        let mut tx = self.db.begin().await.expect("a transaction");
        accounts::insert_user(&mut tx, &user, now).await.expect("a user");
        tx.commit().await.expect("the user is kept");
        user_id
    }

    async fn insert_seller(&self, name: &str, currency: &str, timezone: &str) -> SellerId {
        let user_id = self.insert_user(name, None).await;
        let now = self.clock.now();
        let seller_id = SellerId::new(now);
        let shop = NewShop {
            shop_name: format!("Shop {name}"),
            country: "IE".to_owned(),
            currency: Currency::parse(currency).expect("a currency"),
            timezone: timezone.to_owned(),
            phone: None,
        };
        let mut tx = self.db.begin().await.expect("a transaction");
        accounts::insert_seller(&mut tx, &seller_id, &format!("shop-{name}"), &shop, now)
            .await
            .expect("a seller");
        accounts::insert_member(&mut tx, &user_id, &seller_id, MemberRole::Owner, now)
            .await
            .expect("a member");
        tx.commit().await.expect("the seller is kept");
        seller_id
    }

    /// The hash that a password gets outside of tests.
    pub async fn real_hash(password: &str) -> String {
        hash_password(password).await.expect("a hash")
    }
}

/// The router behind the rewriting of short paths, as the server has it.
pub(super) fn wire(app: &App) -> Wire {
    let rewrite = MapRequestLayer::new(crate::web::edge::rewrite_short_path::<axum::body::Body>);
    BoxCloneSyncService::new(rewrite.layer(crate::app::router(app)))
}

fn config(folder: &std::path::Path, database_url: &str) -> Config {
    let folder = folder.display().to_string();
    let arguments = [
        "stallholder",
        "--data",
        &folder,
        "--database-url",
        database_url,
        "--addr",
        "127.0.0.1:3000",
        "--public-url",
        "http://127.0.0.1:3000",
        "--rate-limits",
        "off",
        "--secret",
        "a secret of the tests that is long enough to be taken",
        // The database is a copy of a migrated one.
        "--no-migrate",
    ];
    CommandLine::parse_from(arguments)
        .settings
        .check()
        .expect("the settings of the tests are right")
}

/// The finished OpenAPI document.
pub fn openapi() -> serde_json::Value {
    crate::app::openapi()
}
