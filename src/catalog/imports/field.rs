//! The words that every dialect's columns are mapped to: the columns of our own files.

use serde::{Deserialize, Serialize};

/// What a cell says, whatever its column is called in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Handle,
    Title,
    Description,
    Category,
    Status,
    /// With commas between.
    Tags,
    SeoTitle,
    SeoDescription,
    /// Addresses, one a line; the only field that several columns may share.
    Images,
    Option1Name,
    Option1Value,
    Option2Name,
    Option2Value,
    Option3Name,
    Option3Value,
    Sku,
    Price,
    CompareAt,
    Cost,
    Currency,
    Barcode,
    WeightGrams,
    /// In the unit of [`Field::WeightUnit`]; only until the row is normalised.
    Weight,
    WeightUnit,
    OnHand,
    Backorder,
    /// Where stock is not counted, buyers may order as much as they like.
    TrackStock,
}

impl Field {
    pub const ALL: [Self; 27] = [
        Self::Handle,
        Self::Title,
        Self::Description,
        Self::Category,
        Self::Status,
        Self::Tags,
        Self::SeoTitle,
        Self::SeoDescription,
        Self::Images,
        Self::Option1Name,
        Self::Option1Value,
        Self::Option2Name,
        Self::Option2Value,
        Self::Option3Name,
        Self::Option3Value,
        Self::Sku,
        Self::Price,
        Self::CompareAt,
        Self::Cost,
        Self::Currency,
        Self::Barcode,
        Self::WeightGrams,
        Self::Weight,
        Self::WeightUnit,
        Self::OnHand,
        Self::Backorder,
        Self::TrackStock,
    ];

    /// Name and value of each option.
    pub const OPTIONS: [(Self, Self); 3] = [
        (Self::Option1Name, Self::Option1Value),
        (Self::Option2Name, Self::Option2Value),
        (Self::Option3Name, Self::Option3Value),
    ];

    /// The heading in our own files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Handle => "handle",
            Self::Title => "title",
            Self::Description => "description",
            Self::Category => "category",
            Self::Status => "status",
            Self::Tags => "tags",
            Self::SeoTitle => "seo_title",
            Self::SeoDescription => "seo_description",
            Self::Images => "images",
            Self::Option1Name => "option1_name",
            Self::Option1Value => "option1_value",
            Self::Option2Name => "option2_name",
            Self::Option2Value => "option2_value",
            Self::Option3Name => "option3_name",
            Self::Option3Value => "option3_value",
            Self::Sku => "sku",
            Self::Price => "price",
            Self::CompareAt => "compare_at",
            Self::Cost => "cost",
            Self::Currency => "currency",
            Self::Barcode => "barcode",
            Self::WeightGrams => "weight_grams",
            Self::Weight => "weight",
            Self::WeightUnit => "weight_unit",
            Self::OnHand => "on_hand",
            Self::Backorder => "backorder",
            Self::TrackStock => "track_stock",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }
}
