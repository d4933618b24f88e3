//! Test builders, through the API like everything else: products, orders, money.

use super::actor::Actor;
use super::answer::Answer;
use serde_json::{Value, json};

/// The least that is a PDF.
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n";

/// A small PNG in which no two neighbours are alike.
pub fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let pixels = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90]));
    pixels
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture");
    bytes.into_inner()
}

/// A product of one variant.
#[derive(Debug, Clone)]
pub struct Product {
    pub product_id: String,
    pub variant_id: String,
    pub sku: String,
}

/// A number for JSON from its decimal text, so that nothing is rounded on the way.
pub fn decimal(text: &str) -> Value {
    serde_json::from_str(text).expect("a decimal number")
}

impl Actor {
    /// An active product of this seller: `ann.product("Mug", "12.50", 10)`.
    pub async fn product(&self, name: &str, price: &str, stock: i64) -> Product {
        let sku = format!(
            "{}-{}",
            name.to_uppercase().replace(' ', "-"),
            crate::secret::random_text(3)
        );
        let body = json!({ "name": name, "price": decimal(price), "stock": stock, "sku": sku });
        let product = self.post("/seller/products", body).await.is(201).json();
        let text = |value: &Value| value.as_str().expect("an id").to_owned();
        Product {
            product_id: text(&product["product_id"]),
            variant_id: text(&product["variants"][0]["variant_id"]),
            sku,
        }
    }

    /// A storefront's order that is paid: `shop.order("WEB-1", &[(&mug, 2), (&cup, 1)])`.
    pub async fn order(&self, reference: &str, lines: &[(&Product, i64)]) -> Value {
        self.place(cart(reference, lines)).await.is(201).json()
    }

    /// Posts an order as it is.
    pub async fn place(&self, cart: Value) -> Answer {
        self.post("/api/v1/storefront/orders", cart).await
    }
}

/// A paid cart in US dollars, to be changed and placed.
pub fn cart(reference: &str, lines: &[(&Product, i64)]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(product, quantity)| json!({ "variant_id": product.variant_id, "quantity": quantity }))
        .collect();
    json!({
        "reference": reference,
        "placed_at": super::test_app::BEGINNING,
        "currency": "USD",
        "buyer": { "name": "Ada Park", "email": "ada@example.test", "phone": null },
        "ship_to": { "line1": "1 Quay", "line2": null, "city": "Cork", "region": null, "postcode": "T12", "country": "IE" },
        "lines": lines,
        "shipping": 0, "tax": 0, "discount": 0, "coupon": null,
        "payment": { "status": "paid", "provider": "stripe", "reference": format!("pi_{reference}") },
    })
}
