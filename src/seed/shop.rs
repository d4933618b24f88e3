//! Generated shops, their owners, and their state.

use super::bulk::Rows;
use super::catalogue::Goods;
use super::chance::Chance;
use super::market::Market;
use super::tables::Table;
use crate::accounts::TERMS_VERSION;
use crate::clock::Millis;
use crate::db::Json;
use crate::id::{PayoutMethodId, ProductId, SellerId, TransferId, UserId, VariantId};
use crate::money::Currency;
use crate::orders::OrderableRow;
use crate::products::ProductStatus;
use crate::viewer::{AdminRole, SellerStatus};
use crate::wallet::Balances;
use jiff::tz::TimeZone;

/// The first order's number.
const FIRST_NUMBER: i64 = 1001;

/// Somebody who signs in.
pub struct Person<'a> {
    pub user_id: &'a UserId,
    pub email: &'a str,
    pub name: &'a str,
    pub password_hash: &'a str,
    pub role: Option<AdminRole>,
    pub created_at: Millis,
}

impl Person<'_> {
    pub fn write(&self, rows: &mut Rows) {
        rows.add(Table::Users, |row| {
            row.text(self.user_id.as_str())
                .text(self.email)
                .maybe_text(Some(self.name))
                .text(self.password_hash)
                .maybe_text(self.role.map(AdminRole::as_str))
                .maybe_at(Some(self.created_at))
                .maybe_text(Some(TERMS_VERSION))
                .maybe_at(Some(self.created_at))
                .at(self.created_at);
        });
    }
}

/// One shop with its goods, its money and its next order's number.
pub struct Shop {
    pub seller_id: SellerId,
    pub owner_id: UserId,
    pub owner_email: String,
    pub owner_name: String,
    pub handle: String,
    pub name: String,
    pub description: String,
    pub market: &'static Market,
    pub currency: Currency,
    pub timezone: &'static str,
    pub zone: TimeZone,
    pub status: SellerStatus,
    pub status_reason: Option<&'static str>,
    pub created_at: Millis,
    /// Sells from here on.
    pub opens_at: Millis,
    /// Share of orders within its market.
    pub weight: f64,
    pub goods: Goods,
    pub balances: Balances,
    pub last_transfer: Option<TransferId>,
    pub next_number: i64,
    /// The payout method: id, masked, sealed.
    pub method: Option<Method>,
}

/// Payout method.
pub struct Method {
    pub payout_method_id: PayoutMethodId,
    pub masked: String,
    pub sealed: String,
}

impl Shop {
    pub fn new(chance: &mut Chance, at: Millis, name: &str, handle: String, market: &'static Market) -> Self {
        let timezone = *chance.of(market.timezones);
        let (first, last) = market.person(chance);
        Self {
            seller_id: SellerId::of(chance.ulid(at)),
            owner_id: UserId::of(chance.ulid(at)),
            owner_email: String::new(),
            owner_name: format!("{first} {last}"),
            handle,
            name: name.to_owned(),
            description: String::new(),
            market,
            currency: Currency::parse(market.currency).unwrap_or(Currency::USD),
            timezone,
            zone: TimeZone::get(timezone).unwrap_or(TimeZone::UTC),
            status: SellerStatus::Approved,
            status_reason: None,
            created_at: at,
            opens_at: at,
            weight: 1.0,
            goods: Goods::default(),
            balances: Balances::default(),
            last_transfer: None,
            next_number: FIRST_NUMBER,
            method: None,
        }
    }

    pub fn sells(&self) -> bool {
        self.weight > 0.0 && self.goods.can_sell() && self.status != SellerStatus::Pending
    }

    /// Takes the next order number.
    pub fn number(&mut self) -> i64 {
        self.next_number += 1;
        self.next_number - 1
    }

    /// The shop as its orders find it, for its goods to be added.
    pub fn as_ordered_from(&self) -> OrderableRow {
        OrderableRow {
            variant_id: VariantId::stored(String::new()),
            product_id: ProductId::stored(String::new()),
            seller_id: self.seller_id.clone(),
            name: String::new(),
            options: Json::default(),
            sku: None,
            price_minor: 0,
            on_hand: 0,
            reserved: 0,
            product_status: ProductStatus::Active,
            held_at: None,
            seller_status: self.status,
            currency: self.currency,
            timezone: self.timezone.to_owned(),
            vacation_from: None,
            vacation_to: None,
            weight_grams: None,
            backorder_at: None,
            category_id: None,
        }
    }

    /// Writes the shop in its final state with everything it has.
    pub fn write(&self, rows: &mut Rows, chance: &mut Chance, password_hash: &str, ends: Millis) {
        let owner = Person {
            user_id: &self.owner_id,
            email: &self.owner_email,
            name: &self.owner_name,
            password_hash,
            role: None,
            created_at: self.created_at,
        };
        owner.write(rows);
        let approved = matches!(self.status, SellerStatus::Approved | SellerStatus::Suspended);
        rows.add(Table::Sellers, |row| {
            row.text(self.seller_id.as_str())
                .text(&*self.handle)
                .text(&*self.name)
                .text(self.market.country)
                .text(self.currency.code())
                .text(self.timezone)
                .maybe_text(None::<String>)
                .text(self.status.as_str())
                .maybe_text(self.status_reason)
                .maybe_text(Some(&*self.description).filter(|text| !text.is_empty()))
                .maybe_text(
                    approved.then_some("Orders leave within two working days, with a tracking number."),
                )
                .maybe_text(
                    approved.then_some("Send it back within 30 days, unused, and you get your money back."),
                )
                .int(self.next_number)
                .at(self.created_at)
                .at(self.opens_at)
                .maybe_at(approved.then_some(self.opens_at));
        });
        rows.add(Table::Members, |row| {
            row.text(self.owner_id.as_str())
                .text(self.seller_id.as_str())
                .text("owner")
                .at(self.created_at);
        });
        if let Some(method) = &self.method {
            rows.add(Table::PayoutMethods, |row| {
                row.text(method.payout_method_id.as_str())
                    .text(self.seller_id.as_str())
                    .text("bank")
                    .text(&*method.masked)
                    .text(&*method.sealed)
                    .at(self.opens_at)
                    .at(self.opens_at);
            });
        }
        let money = &self.balances;
        rows.add(Table::Balances, |row| {
            row.text(self.seller_id.as_str())
                .text(self.currency.code())
                .int(money.buyers_minor)
                .int(money.pending_minor)
                .int(money.available_minor)
                .int(money.reserved_minor)
                .int(money.in_payout_minor)
                .int(money.debt_minor)
                .int(money.commission_minor)
                .int(money.commission_tax_minor)
                .int(money.fees_minor)
                .int(money.bank_minor)
                .maybe_text(self.last_transfer.as_ref().map(|id| id.as_str()));
        });
        self.goods.write(rows, chance, &self.seller_id, ends);
    }
}
