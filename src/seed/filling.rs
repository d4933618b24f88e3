//! Filling an empty database with a marketplace of any size, in one transaction.

use super::bulk::{self, Rows};
use super::calendar::midnight;
use super::categories;
use super::chance::Chance;
use super::keys;
use super::market::Market;
use super::shop::{Method, Person, Shop};
use super::trade::{Terms, trade};
use super::words;
use crate::accounts::{self, handle_of};
use crate::clock::{DAY_MS, Millis};
use crate::config::Seed;
use crate::db::{Connection, Db, DbError, Engine, Filling};
use crate::id::{PayoutMethodId, UserId};
use crate::long_work::on_own_thread;
use crate::policies::{self, Policy};
use crate::problem::Problem;
use crate::secret::{CannotOpen, Secrets};
use crate::state::App;
use crate::viewer::{AdminRole, SellerStatus};
use crate::wallet::{BankAccount, Destination, SEALED_FOR};
use sqlx::Executor;

/// The password of everybody who is seeded.
const PASSWORD: &str = "stallholder-seed";
/// Days of order history.
const DAYS: i64 = 548;

/// Why a database was not filled.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error("seed: the database should be empty; this one has sellers or users already")]
    NotEmpty,
    #[error("{0}")]
    Demo(&'static str),
    #[error("the database could not be filled: {0}")]
    Db(#[from] sqlx::Error),
    #[error(transparent)]
    Open(#[from] DbError),
    #[error(transparent)]
    Password(#[from] Problem),
    #[error(transparent)]
    Seal(#[from] CannotOpen),
    #[error("the rows could not be made: {0}")]
    Made(#[from] tokio::task::JoinError),
}

/// Fills the application's empty database and prints a summary.
pub async fn seed(app: &App, asked: &Seed) -> Result<(), FillError> {
    if !is_empty(&app.db).await? {
        return Err(FillError::NotEmpty);
    }
    let policy = policies::current(&app.db).await?;
    let password_hash = accounts::hash_password(PASSWORD).await?;
    let ends = midnight(app.clock.now());
    let (asked, secrets) = (asked.clone(), app.secrets.clone());
    let started = std::time::Instant::now();
    // On SQLite the file is this one connection's while it is filled.
    app.db.close().await;
    let db = Db::open_to_fill(&app.config.database_url, &app.secrets, Filling::Alone).await?;
    let made = fill(&db, move |rows| {
        make(rows, &asked, &secrets, policy, &password_hash, ends)
    });
    let written = made.await?;
    db.end_filling().await?;
    println!("{written} rows in {:.1} s.", started.elapsed().as_secs_f64());
    println!(
        "Owners sign in as owner1@seed.test, owner2@seed.test …, the admin as admin@seed.test; password {PASSWORD}"
    );
    Ok(())
}

/// Whether there are no users and no sellers.
pub(super) async fn is_empty(db: &Db) -> sqlx::Result<bool> {
    let (people, shops): (i64, i64) = sqlx::query_as(
        "select count(*), (select count(*) from sellers) from (select user_id from users limit 1) as people",
    )
    .fetch_one(db.reader())
    .await?;
    Ok(people == 0 && shops == 0)
}

/// Writes what `make` gathers, everything or nothing, on a thread of its own; answers how many rows that were.
pub(super) async fn fill(
    db: &Db,
    make: impl FnOnce(&mut Rows) -> Result<(), FillError> + Send + 'static,
) -> Result<u64, FillError> {
    let db = db.clone();
    let filling = on_own_thread(async move {
        let mut tx = db.begin_filling().await?;
        let written = pour(&mut tx, db.engine(), make).await?;
        tx.commit().await?;
        Ok::<u64, FillError>(written)
    });
    filling.await?
}

async fn pour(
    connection: &mut Connection,
    engine: Engine,
    make: impl FnOnce(&mut Rows) -> Result<(), FillError> + Send + 'static,
) -> Result<u64, FillError> {
    let lifted = keys::lift(connection, engine).await?;
    let (to, from) = tokio::sync::mpsc::channel(8);
    let making = tokio::task::spawn_blocking(move || {
        let mut rows = Rows::new(to);
        make(&mut rows).map(|()| rows.finish())
    });
    let written = bulk::write(connection, engine, from).await?;
    making.await??;
    lifted.put_back(connection, engine).await?;
    categories::plant(connection, Millis(1_767_225_600_000)).await?;
    if engine == Engine::Postgres {
        connection.execute(sqlx::raw_sql("analyze")).await?;
    }
    Ok(written)
}

fn make(
    rows: &mut Rows,
    asked: &Seed,
    secrets: &Secrets,
    policy: Policy,
    password_hash: &str,
    ends: Millis,
) -> Result<(), FillError> {
    let begins = ends.plus(-DAYS * DAY_MS);
    let mut chance = Chance::new(asked.seed);
    let admin_id = UserId::of(chance.ulid(begins));
    Person {
        user_id: &admin_id,
        email: "admin@seed.test",
        name: "Avery Quinn",
        password_hash,
        role: Some(AdminRole::SuperAdmin),
        created_at: begins,
    }
    .write(rows);
    let mut shops = shops(&mut chance, asked.sellers as usize, begins, ends);
    stock(&mut chance, &mut shops, asked.products as usize);
    for shop in shops
        .iter_mut()
        .filter(|shop| shop.status != SellerStatus::Pending)
    {
        shop.method = Some(method(&mut chance, shop, secrets)?);
    }
    let terms = Terms {
        orders: asked.orders,
        begins,
        ends,
        seed: asked.seed,
        policy,
        settled_by: admin_id,
    };
    for shop in trade(rows, shops, terms) {
        shop.write(rows, &mut chance, password_hash, ends);
    }
    Ok(())
}

/// The shops: the first is American and large, later ones smaller, a few wait for approval or are suspended.
fn shops(chance: &mut Chance, sellers: usize, begins: Millis, ends: Millis) -> Vec<Shop> {
    let markets: Vec<f64> = [0.6, 0.8, 0.9, 1.0].to_vec();
    (0..sellers)
        .map(|at| {
            let market = if at == 0 { 0 } else { chance.by_weight(&markets) };
            let late = at % 4 == 3;
            let created_at = if late {
                begins.plus(chance.between(0, (ends.0 - begins.0) * 2 / 3))
            } else {
                begins.plus(-chance.between(2 * DAY_MS, 400 * DAY_MS))
            };
            let name = words::shop_name(chance, at);
            let handle = format!("{}-{}", handle_of(&name), at + 1);
            let mut shop = Shop::new(chance, created_at, &name, handle, &Market::ALL[market]);
            shop.owner_email = format!("owner{}@seed.test", at + 1);
            shop.description = format!("{name} makes and sells useful things that last.");
            shop.opens_at = created_at.plus(chance.between(DAY_MS / 4, 2 * DAY_MS));
            shop.weight = 1.0 / (1.0 + at as f64).powf(0.8);
            if at > 0 && at % 25 == 24 {
                shop.status = SellerStatus::Pending;
                shop.created_at = ends.plus(-chance.between(DAY_MS / 8, 6 * DAY_MS));
                shop.opens_at = shop.created_at;
                shop.weight = 0.0;
            } else if at > 0 && at % 60 == 41 {
                shop.status = SellerStatus::Suspended;
                shop.status_reason = Some("Too many parcels arrived late");
                shop.weight /= 4.0;
            }
            shop
        })
        .collect()
}

/// Divides the products: every shop has some, large shops more.
fn stock(chance: &mut Chance, shops: &mut [Shop], products: usize) {
    let mut sums = Vec::with_capacity(shops.len());
    for shop in shops.iter() {
        sums.push(sums.last().copied().unwrap_or_default() + shop.weight.max(0.02).sqrt());
    }
    for number in 0..products {
        let at = if number < shops.len() {
            number
        } else {
            chance.by_weight(&sums)
        };
        let shop = &mut shops[at];
        let place = shop.goods.products.len();
        let weight = 1.0 / (1.0 + place as f64).powf(0.7) * (0.5 + chance.share());
        let draft = words::product(chance, shop.market, at, place, weight);
        let (as_ordered_from, created_at) = (shop.as_ordered_from(), shop.created_at);
        let later = created_at.plus(chance.between(0, DAY_MS / 5));
        shop.goods.add(chance, draft, &as_ordered_from, later);
    }
}

/// A bank account of the shop's, sealed.
pub(super) fn method(chance: &mut Chance, shop: &Shop, secrets: &Secrets) -> Result<Method, FillError> {
    let account_number = format!("{:010}", chance.below(10_000_000_000));
    let account = match shop.market.currency {
        "USD" => BankAccount::Routed {
            account_number,
            routing_number: "021000021".to_owned(),
        },
        "INR" => BankAccount::Ifsc {
            account_number,
            ifsc: "HDFC0000001".to_owned(),
        },
        "GBP" => BankAccount::Iban("GB33BUKB20201555555555".to_owned()),
        _ => BankAccount::Iban("DE89370400440532013000".to_owned()),
    };
    let destination = Destination::Bank {
        account_holder: shop.owner_name.clone(),
        account,
    };
    let in_full = serde_json::to_string(&destination).unwrap_or_default();
    Ok(Method {
        payout_method_id: PayoutMethodId::of(chance.ulid(shop.opens_at)),
        masked: destination.masked(),
        sealed: secrets.seal(SEALED_FOR, &in_full)?,
    })
}
