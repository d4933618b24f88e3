//! The demo: a small hand-made marketplace with public passwords. A database that it filled opens only in
//! demo mode, and demo mode opens no other.

use super::bulk::Rows;
use super::catalogue::Draft;
use super::chance::Chance;
use super::demo_shops::{DemoShop, NEW_SHOP, SHOPS};
use super::demo_tickets::{self, Sides};
use super::filling::{self, FillError, is_empty, method};
use super::market::Market;
use super::shop::{Person, Shop};
use super::tables::Table;
use super::trade::{Terms, trade};
use crate::accounts::{self, handle_of};
use crate::clock::{DAY_MS, HOUR_MS, Millis};
use crate::db::{Db, Filling};
use crate::id::{ApiKeyId, UserId};
use crate::money::Currency;
use crate::policies::{self, Policy};
use crate::products::ProductStatus;
use crate::secret::{self, Secrets};
use crate::state::App;
use crate::viewer::{AdminRole, SellerStatus};
use jiff::tz::TimeZone;

const PASSWORD: &str = "stallholder-demo";
/// As public as the passwords.
const API_KEY: &str = "sk_demo-storefront-for-trying-only";
const MARK: &str = "demo";
const ORDERS: u32 = 2_500;
const DAYS: i64 = 548;

const LOGINS: [(&str, &str); 4] = [
    ("seller@demo.test", "a shop with months of orders"),
    ("new@demo.test", "a shop waiting for approval"),
    ("admin@demo.test", "an admin"),
    ("super@demo.test", "a super admin"),
];

const WANTS_DEMO: &str = "STALLHOLDER_DEMO (--demo): should be on: this database was filled by the demo";
const WANTS_NO_DEMO: &str =
    "STALLHOLDER_DEMO (--demo): should be off, or the database empty: the demo did not fill this one";

/// Checks that database and mode match; fills an empty database in demo mode, and prints the logins. Says
/// whether it filled it.
pub async fn open(app: &App) -> Result<bool, FillError> {
    let marked: i64 = sqlx::query_scalar("select count(*) from marks where name = $1")
        .bind(MARK)
        .fetch_one(app.db.reader())
        .await?;
    let filled = match (app.config.demo, marked > 0) {
        (false, false) => return Ok(false),
        (false, true) => return Err(FillError::Demo(WANTS_DEMO)),
        (true, true) => false,
        (true, false) if is_empty(&app.db).await? => {
            fill(app).await?;
            true
        }
        (true, false) => return Err(FillError::Demo(WANTS_NO_DEMO)),
    };
    println!("The demo's logins, each with the password {PASSWORD}:");
    for (email, who) in LOGINS {
        println!("  {email:<17} {who}");
    }
    println!("Orders come in with the API key {API_KEY}");
    Ok(filled)
}

async fn fill(app: &App) -> Result<(), FillError> {
    let policy = policies::current(&app.db).await?;
    let password_hash = accounts::hash_password(PASSWORD).await?;
    let (now, secrets) = (app.clock.now(), app.secrets.clone());
    let db = Db::open_to_fill(&app.config.database_url, &app.secrets, Filling::Beside).await?;
    filling::fill(&db, move |rows| make(rows, &secrets, policy, &password_hash, now)).await?;
    Ok(db.end_filling().await?)
}

fn make(
    rows: &mut Rows,
    secrets: &Secrets,
    policy: Policy,
    password_hash: &str,
    now: Millis,
) -> Result<(), FillError> {
    let begins = now.plus(-DAYS * DAY_MS);
    let mut chance = Chance::new(2_026);
    rows.add(Table::Marks, |row| {
        row.text(MARK).at(now);
    });
    let admins = [
        ("admin@demo.test", "Robin Ashworth", AdminRole::Admin),
        ("super@demo.test", "Sam Adeyemi", AdminRole::SuperAdmin),
    ]
    .map(|(email, name, role)| {
        let user_id = UserId::of(chance.ulid(begins));
        let created_at = begins.plus(-30 * DAY_MS);
        Person {
            user_id: &user_id,
            email,
            name,
            password_hash,
            role: Some(role),
            created_at,
        }
        .write(rows);
        user_id
    });
    write_api_key(rows, &mut chance, &admins[1], begins);
    let mut shops = Vec::with_capacity(SHOPS.len());
    for made in &SHOPS {
        let created_at = begins.plus(-chance.between(2 * DAY_MS, 20 * DAY_MS));
        let mut shop = shop(&mut chance, made, created_at, ProductStatus::Active);
        shop.opens_at = created_at.plus(DAY_MS);
        shop.method = Some(method(&mut chance, &shop, secrets)?);
        shops.push(shop);
    }
    let terms = Terms {
        orders: ORDERS,
        begins,
        ends: now,
        seed: 2_026,
        policy,
        settled_by: admins[0].clone(),
    };
    let shops = trade(rows, shops, terms);
    for shop in &shops {
        shop.write(rows, &mut chance, password_hash, now);
    }
    let mut new = shop(
        &mut chance,
        &NEW_SHOP,
        now.plus(-9 * HOUR_MS),
        ProductStatus::Draft,
    );
    new.status = SellerStatus::Pending;
    new.write(rows, &mut chance, password_hash, now);
    let sides = |shop: &'_ Shop| (shop.seller_id.clone(), shop.owner_id.clone());
    let (seller_id, seller) = sides(&shops[0]);
    let of_seller = Sides {
        seller_id: &seller_id,
        seller: &seller,
        admin: &admins[0],
    };
    demo_tickets::of_the_seller(rows, &mut chance, &of_seller, now);
    let (seller_id, seller) = sides(&new);
    let of_new = Sides {
        seller_id: &seller_id,
        seller: &seller,
        admin: &admins[0],
    };
    demo_tickets::of_the_new_shop(rows, &mut chance, &of_new, now);
    Ok(())
}

fn shop(chance: &mut Chance, made: &DemoShop, created_at: Millis, status: ProductStatus) -> Shop {
    let currency = Currency::parse(made.currency).unwrap_or(Currency::USD);
    let market = &Market::ALL[Market::of(currency)];
    let mut shop = Shop::new(chance, created_at, made.name, handle_of(made.name), market);
    shop.owner_email = made.email.to_owned();
    shop.owner_name = made.owner.to_owned();
    shop.description = made.description.to_owned();
    shop.timezone = made.timezone;
    shop.zone = TimeZone::get(made.timezone).unwrap_or(TimeZone::UTC);
    shop.weight = made.weight;
    let as_ordered_from = shop.as_ordered_from();
    for (place, goods) in made.goods.iter().enumerate() {
        let initials = |name: &str| -> String {
            name.split(' ')
                .filter_map(|word| word.chars().find(char::is_ascii_alphabetic))
                .collect()
        };
        let draft = Draft {
            name: goods.0.to_owned(),
            handle: handle_of(goods.0),
            category: goods.1,
            description: goods.4.to_owned(),
            price_minor: goods.2,
            options: goods.3,
            status,
            weight: 1.0 / (1.0 + place as f64 * 0.25),
            sku: format!(
                "{}-{}{:02}",
                initials(made.name).to_uppercase(),
                initials(goods.0).to_uppercase(),
                place + 1
            ),
        };
        let at = created_at.plus(place as i64 * HOUR_MS / 4);
        shop.goods.add(chance, draft, &as_ordered_from, at);
    }
    shop
}

fn write_api_key(rows: &mut Rows, chance: &mut Chance, by: &UserId, at: Millis) {
    let api_key_id = ApiKeyId::of(chance.ulid(at));
    rows.add(Table::ApiKeys, |row| {
        row.text(api_key_id.as_str())
            .text("Demo storefront")
            .text(secret::hash(API_KEY))
            .text(&API_KEY[API_KEY.len() - 4..])
            .text("[\"orders:write\"]")
            .text(by.as_str())
            .at(at);
    });
}
