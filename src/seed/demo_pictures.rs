//! Demo product pictures, drawn after start, those at the top of lists first.

use super::drawing::draw;
use crate::id::{ImageId, ProductId, SellerId};
use crate::pictures;
use crate::state::App;

/// Draws a picture for each product without one; failures are skipped.
pub async fn draw_missing(app: App) {
    let products: Result<Vec<(String, String, String, String, String)>, _> = sqlx::query_as(
        "select seller_id, product_id, products.name, coalesce(category, '') as category,
             (select shop_name from sellers where sellers.seller_id = products.seller_id) as shop
         from products
         where not exists (select 1 from product_images where product_images.product_id = products.product_id)
         order by product_id desc",
    )
    .fetch_all(app.db.reader())
    .await;
    for (seller_id, product_id, name, category, shop) in products.unwrap_or_default() {
        let alt = name.clone();
        let drawn = tokio::task::spawn_blocking(move || draw(&shop, &name, &category)).await;
        let image_id = ImageId::new(app.clock.now());
        let (seller_id, product_id) = (SellerId::stored(seller_id), ProductId::stored(product_id));
        let bytes = drawn.unwrap_or_default();
        if let Err(problem) = pictures::attach(&app, &seller_id, &product_id, &image_id, &alt, bytes).await {
            tracing::warn!("a picture of the demo was not drawn: {problem}");
        }
    }
}
