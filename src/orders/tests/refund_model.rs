//! Random refunds, cancellations and shipments against a model of what each order returned.

use super::*;
use crate::money::Currency;

/// Random refunds, cancellations and shipments of many orders leave a ledger that adds up, in currencies of no, two and
/// three decimals. `STALLHOLDER_REFUNDS` says how many operations; 120 of each currency by default.
#[tokio::test]
async fn whatever_is_refunded_in_whatever_order_the_ledger_adds_up() {
    let operations: u64 = std::env::var("STALLHOLDER_REFUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(120);
    for (code, seed) in [("JPY", 1u64), ("USD", 2), ("KWD", 3)] {
        let app = TestApp::new().await;
        let ann = app.seller_in("ann", code, "UTC").await;
        play(&app, &ann, Currency::parse(code).unwrap(), operations, seed).await;
        is_proven(&app).await;
    }
}

/// A repeatable stream of numbers below a bound.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }
}

/// What the model knows of an order: what was paid and what went back.
struct Modelled {
    id: String,
    line: String,
    total: i64,
    returned: i64,
}

async fn play(app: &TestApp, ann: &Actor, currency: Currency, operations: u64, seed: u64) {
    let mut numbers = Numbers(seed);
    let price = currency.decimal(1_337).to_string();
    let cup = ann.product("Cup", &price, 100_000).await;
    let storefront = app.storefront().await;
    let mut orders: Vec<Modelled> = Vec::new();
    for step in 0..operations {
        if orders.len() < 3 || numbers.below(8) == 0 {
            let mut cart = cart(&format!("W-{step}"), &[(&cup, 1 + numbers.below(5) as i64)]);
            cart["currency"] = json!(currency.code());
            for (name, most) in [("shipping", 500), ("tax", 300), ("discount", 200)] {
                cart[name] = json!(currency.decimal(numbers.below(most) as i64));
            }
            let placed = storefront.place(cart).await.is(201).json();
            let id = order_id(&placed, 0);
            let order = ann.get(&format!("/seller/orders/{id}")).await.is(200).json();
            orders.push(Modelled {
                line: order["lines"][0]["line_id"].as_str().unwrap().to_owned(),
                total: minor(&order["total"], currency),
                returned: 0,
                id,
            });
            continue;
        }
        let at = numbers.below(orders.len() as u64) as usize;
        let order = &mut orders[at];
        let pieces = json!([{ "line_id": order.line, "quantity": 1 + numbers.below(2) }]);
        let path = |end: &str| format!("/seller/orders/{}/{end}", order.id);
        let answer = match numbers.below(5) {
            0 => ann.post(&path("shipments"), json!({ "lines": pieces })).await,
            1 => {
                ann.patch(&path("cancel"), json!({ "lines": pieces, "reason": "Gone" }))
                    .await
            }
            2 => {
                let amount = currency.decimal(1 + numbers.below(900) as i64);
                ann.post(&path("refunds"), json!({ "amount": amount, "reason": "Late" }))
                    .await
            }
            _ => {
                let body = json!({ "lines": pieces, "shipping": numbers.below(2) == 0,
                    "restock": numbers.below(2) == 0, "reason": "Broken" });
                ann.post(&path("refunds"), body).await
            }
        };
        assert!(
            [200, 201, 409, 422].contains(&answer.status.as_u16()),
            "{answer:?}"
        );
        let told = ann
            .get(&format!("/seller/orders/{}", order.id))
            .await
            .is(200)
            .json();
        let returned = minor(&told["refunded"], currency);
        assert!(returned >= order.returned && returned <= order.total, "{told}");
        if answer.status.as_u16() >= 400 {
            assert_eq!(returned, order.returned);
        }
        order.returned = returned;
        assert_eq!(
            told["status"] == "refunded" || told["status"] == "cancelled",
            returned == order.total
        );
    }
}

fn minor(amount: &Value, currency: Currency) -> i64 {
    let text = amount.as_str().map_or_else(|| amount.to_string(), str::to_owned);
    crate::money::Decimal::new(text).minor(currency).unwrap()
}
