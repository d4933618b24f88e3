//! Pictures named by an import: wanted in its transaction, fetched later.

use crate::id::{ProductId, VariantId};
use crate::pictures::WantedPicture;
use crate::product_files::{Draft, ImageAddress};
use crate::products::Product;

/// A picture that a product shall have.
pub(super) struct Picture {
    /// The number of its product in the file.
    pub product_number: i64,
    pub line: u64,
    product_id: ProductId,
    address: String,
    alt: Option<String>,
    variant_id: Option<VariantId>,
}

impl Picture {
    pub fn wanted(&self) -> WantedPicture<'_> {
        WantedPicture {
            product_id: &self.product_id,
            address: &self.address,
            alt: self.alt.as_deref(),
            variant_id: self.variant_id.as_ref(),
        }
    }
}

/// Pictures that a draft wants for its product. A picture of several variants is wanted for each.
pub(super) fn pictures(
    product_number: i64,
    draft: &Draft,
    product_id: &ProductId,
    product: &Product,
) -> Vec<Picture> {
    let wanted = |image: &ImageAddress, variant_id: Option<VariantId>| Picture {
        product_number,
        line: image.line,
        product_id: product_id.clone(),
        address: image.url.to_string(),
        alt: image.alt.clone(),
        variant_id,
    };
    let mut all = Vec::new();
    for image in &draft.images {
        let shown = image
            .variants
            .iter()
            .filter_map(|place| variant_at(*place, draft, product));
        let before = all.len();
        all.extend(shown.map(|variant_id| wanted(image, Some(variant_id))));
        if all.len() == before {
            all.push(wanted(image, None));
        }
    }
    all
}

/// The product's variant that the draft's variant at this place became: the one with the same option values.
fn variant_at(place: usize, draft: &Draft, product: &Product) -> Option<VariantId> {
    let asked = &draft.patch.variants.as_ref()?.get(place)?.options;
    let value_of = |name: &str| {
        let known = asked
            .iter()
            .find(|(asked, _)| asked.to_lowercase() == name.to_lowercase());
        known.map(|(_, value)| value.as_str())
    };
    let values: Vec<Option<&str>> = product
        .options
        .iter()
        .map(|option| value_of(&option.name))
        .collect();
    let same = |variant: &&crate::products::Variant| {
        variant
            .values
            .iter()
            .map(|value| Some(value.as_str()))
            .eq(values.iter().copied())
    };
    product.variants.iter().find(same)?.variant_id.clone()
}
