//! What a list of products is asked for, by the API, a page's address or a download.

use super::ProductStatus;
use super::store::ProductFilter;
use crate::form::FieldErrors;
use crate::problem::Problem;
use crate::web::form_reply::encode;
use crate::web::list::Slice;
use serde::Deserialize;

/// Which products are asked for.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ProductQuery {
    /// `draft`, `active`, `inactive` or `archived`.
    pub status: Option<String>,
    /// Part of the name, a SKU or the handle.
    pub q: Option<String>,
    pub category: Option<String>,
    #[serde(flatten)]
    #[param(ignore)]
    pub slice: Slice,
}

impl ProductQuery {
    /// The filter, or what is wrong with it.
    pub fn filter(&self) -> Result<ProductFilter, Problem> {
        let given = |text: &Option<String>| {
            text.as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(|text| text.replace('\0', ""))
        };
        let status = match given(&self.status) {
            None => None,
            Some(word) => Some(ProductStatus::parse(&word).ok_or_else(|| {
                FieldErrors::of("status", "The status is draft, active, inactive or archived.")
            })?),
        };
        Ok(ProductFilter {
            status,
            q: given(&self.q),
            category: given(&self.category),
        })
    }
}

impl ProductFilter {
    /// The address of the products page that shows this.
    pub fn address(&self) -> String {
        let given = [
            ("status", self.status.map(|status| status.as_str())),
            ("q", self.q.as_deref()),
            ("category", self.category.as_deref()),
        ];
        let pairs: Vec<String> = given
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", encode(value?))))
            .collect();
        if pairs.is_empty() {
            "/products".to_owned()
        } else {
            format!("/products?{}", pairs.join("&"))
        }
    }
}
