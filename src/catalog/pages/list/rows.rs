//! Rows of the products page.

use crate::clock::Millis;
use crate::html;
use crate::id::ProductId;
use crate::money::Currency;
use crate::pictures::{self, StoredImage};
use crate::products::{Overview, ProductStatus, price_range, product_state};
use crate::ui::{Html, Tone, counted, moment, pick, row_link, status, thumb};
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::HashMap;

/// Values shared by all rows.
pub struct Rows<'a> {
    pub pictures: &'a HashMap<ProductId, StoredImage>,
    pub currency: Currency,
    pub zone: TimeZone,
    pub now: Millis,
    /// The shop is on vacation.
    pub closed: bool,
}

impl Rows<'_> {
    pub fn of(&self, products: &[Overview]) -> Html {
        products.iter().map(|product| self.row(product)).collect()
    }

    fn row(&self, product: &Overview) -> Html {
        let about: Cow<'_, str> = match (product.variants, &product.sku) {
            (1, Some(sku)) => sku.into(),
            (1, None) => (&product.handle).into(),
            (variants, _) => counted(variants, "variant", "variants").into(),
        };
        let picture = self.pictures.get(&product.product_id).and_then(pictures::thumb);
        let reserved = (product.reserved > 0).then(|| html!(" <small>{} reserved</small>", product.reserved));
        html!(
            r#"<tr>{}<td class="main"><div class="with-thumb">{}<div>{}<small>{}</small></div></div></td><td class="state">{}</td><td class="wide muted">{}</td><td class="num stock" data-label="Stock">{}{}</td><td class="num" data-label="Price">{}</td><td class="num wide muted">{}</td></tr>"#,
            pick("ids[]", product.product_id.as_str(), &product.name),
            thumb(picture.as_deref(), "", false),
            row_link(
                &format!("/products/{}", product.product_id),
                html!(r#"<span class="clamp">{}</span>"#, product.name)
            ),
            about,
            self.state(product),
            product.category,
            product.on_hand,
            reserved,
            price_range((product.low_minor, product.high_minor), self.currency),
            moment(product.updated_at, &self.zone, Some(self.now))
        )
    }

    fn state(&self, product: &Overview) -> Html {
        let state = product.status();
        if product.held_at.is_some() {
            status(Tone::Info, None, "Waiting for review")
        } else if self.closed && state == ProductStatus::Active {
            status(Tone::Warning, None, "Unavailable")
        } else {
            product_state(state, product.orderable > 0)
        }
    }
}
