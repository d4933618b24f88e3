//! Fields that columns of every dialect map to.

use super::Dialect;
use serde::{Deserialize, Serialize};

/// A field, whatever its column is called.
///
/// Staged rows name a field by its place here: add further ones at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Handle,
    Title,
    Description,
    /// Fallback for a blank description.
    ShortDescription,
    Category,
    /// Fallback for a blank category.
    ProductType,
    Status,
    /// Whether the other shop shows it, besides the status.
    Published,
    /// Separated by commas.
    Tags,
    SeoTitle,
    SeoDescription,
    /// Addresses, one a line.
    Images,
    /// Address of the main picture, which is also one of the images.
    Thumbnail,
    /// Alt text of the image in the same row.
    ImageAlt,
    ImagePosition,
    /// The address of the picture of this variant.
    VariantImage,
    Option1Name,
    Option1Value,
    Option2Name,
    Option2Value,
    Option3Name,
    Option3Value,
    Sku,
    Price,
    /// Regional price, a fallback for a blank price.
    RegionPrice,
    SalePrice,
    SaleStarts,
    SaleEnds,
    CompareAt,
    Cost,
    Currency,
    Barcode,
    WeightGrams,
    /// Weight in grams, a fallback for a blank variant weight.
    ProductWeight,
    /// Weight in the unit of [`Field::WeightUnit`], only before normalisation.
    Weight,
    WeightUnit,
    OnHand,
    /// Whether it is in stock, if pieces are not counted.
    InStock,
    Backorder,
    /// Whether stock is tracked; if not, any quantity may be ordered.
    TrackStock,
    /// Simple, variable, variation …
    Kind,
    /// The other shop's number of the product.
    ProductId,
    /// The product that a variation belongs to.
    Parent,
    GiftCard,
    /// Names of attributes, one a line …
    AttributeNames,
    /// … and on the same line the values of each.
    AttributeValues,
    /// The value of a fourth option, which no product here has.
    FurtherOption,
}

/// How several columns of one field combine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sharing {
    /// Only the first column is used.
    One,
    /// The first filled cell is used.
    FirstFilled,
    /// Filled cells, one per line.
    Lines,
    /// Filled cells, separated by commas.
    Commas,
    /// All cells, one per line, including blanks.
    Aligned,
}

impl Field {
    pub const COUNT: usize = Self::ALL.len();

    /// All fields in order of declaration.
    pub const ALL: [Self; 47] = [
        Self::Handle,
        Self::Title,
        Self::Description,
        Self::ShortDescription,
        Self::Category,
        Self::ProductType,
        Self::Status,
        Self::Published,
        Self::Tags,
        Self::SeoTitle,
        Self::SeoDescription,
        Self::Images,
        Self::Thumbnail,
        Self::ImageAlt,
        Self::ImagePosition,
        Self::VariantImage,
        Self::Option1Name,
        Self::Option1Value,
        Self::Option2Name,
        Self::Option2Value,
        Self::Option3Name,
        Self::Option3Value,
        Self::Sku,
        Self::Price,
        Self::RegionPrice,
        Self::SalePrice,
        Self::SaleStarts,
        Self::SaleEnds,
        Self::CompareAt,
        Self::Cost,
        Self::Currency,
        Self::Barcode,
        Self::WeightGrams,
        Self::ProductWeight,
        Self::Weight,
        Self::WeightUnit,
        Self::OnHand,
        Self::InStock,
        Self::Backorder,
        Self::TrackStock,
        Self::Kind,
        Self::ProductId,
        Self::Parent,
        Self::GiftCard,
        Self::AttributeNames,
        Self::AttributeValues,
        Self::FurtherOption,
    ];

    /// Name and value of each option.
    pub const OPTIONS: [(Self, Self); 3] = [
        (Self::Option1Name, Self::Option1Value),
        (Self::Option2Name, Self::Option2Value),
        (Self::Option3Name, Self::Option3Value),
    ];

    /// The word in a mapping, and the heading in our own files.
    pub fn as_str(self) -> &'static str {
        self.words().0
    }

    /// Label in the column mapping.
    pub fn label(self) -> &'static str {
        self.words().1
    }

    /// The fields a person may choose from in a dialect, in the order of a product's page. What only another
    /// dialect understands is left out: it would be without effect.
    pub fn choices(dialect: Dialect) -> impl Iterator<Item = Self> {
        use Field::*;
        Self::ALL.into_iter().filter(move |field| match field {
            InStock | Kind | ProductId | Parent | AttributeNames | AttributeValues => {
                dialect == Dialect::Woocommerce
            }
            SalePrice | SaleStarts | SaleEnds => dialect == Dialect::Woocommerce,
            ProductWeight | Thumbnail => matches!(dialect, Dialect::Medusa | Dialect::MedusaV1),
            RegionPrice => matches!(
                dialect,
                Dialect::Medusa | Dialect::MedusaV1 | Dialect::Woocommerce
            ),
            FurtherOption => false,
            _ => true,
        })
    }

    /// An amount of some currency.
    pub(super) fn is_money(self) -> bool {
        matches!(
            self,
            Self::Price | Self::RegionPrice | Self::SalePrice | Self::CompareAt | Self::Cost
        )
    }

    /// Whether it is a selling price, without which other amounts mean nothing.
    pub(super) fn is_price(self) -> bool {
        matches!(self, Self::Price | Self::RegionPrice)
    }

    pub(super) fn is_weight(self) -> bool {
        matches!(self, Self::Weight | Self::WeightGrams | Self::ProductWeight)
    }

    /// A number, whose column's notation matters.
    pub fn is_number(self) -> bool {
        self.is_money() || self.is_weight() || self == Self::OnHand
    }

    /// Text for people, in which character references are read.
    pub(super) fn is_text(self) -> bool {
        use Field::*;
        matches!(
            self,
            Title
                | Description
                | ShortDescription
                | Category
                | ProductType
                | Tags
                | SeoTitle
                | SeoDescription
                | ImageAlt
                | Option1Name
                | Option1Value
                | Option2Name
                | Option2Value
                | Option3Name
                | Option3Value
                | AttributeNames
                | AttributeValues
        )
    }

    /// Fields from whose column this one may be filled, so that the report can name it.
    pub(super) fn stand_ins(self) -> &'static [Self] {
        match self {
            Self::Price => &[Self::RegionPrice, Self::SalePrice],
            Self::CompareAt => &[Self::Price],
            Self::WeightGrams => &[Self::Weight, Self::ProductWeight],
            Self::OnHand => &[Self::InStock],
            Self::Backorder => &[Self::TrackStock, Self::InStock],
            Self::Category => &[Self::ProductType],
            Self::Description => &[Self::ShortDescription],
            Self::Images | Self::VariantImage => &[Self::Images, Self::Thumbnail],
            Self::Option1Name => &[Self::AttributeNames, Self::Option1Value],
            Self::Option1Value => &[Self::AttributeValues, Self::Option1Name],
            Self::Status => &[Self::Published],
            _ => &[],
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    pub(super) fn sharing(self) -> Sharing {
        match self {
            Self::Images => Sharing::Lines,
            Self::Tags => Sharing::Commas,
            Self::AttributeNames | Self::AttributeValues => Sharing::Aligned,
            Self::Barcode | Self::Category | Self::ProductType | Self::RegionPrice | Self::FurtherOption => {
                Sharing::FirstFilled
            }
            _ => Sharing::One,
        }
    }

    /// Whether several columns may be mapped to it at once.
    pub fn is_shared(self) -> bool {
        matches!(
            self.sharing(),
            Sharing::Lines | Sharing::Commas | Sharing::Aligned
        )
    }

    /// Whether it keeps line breaks.
    pub(super) fn has_lines(self) -> bool {
        matches!(
            self,
            Self::Description
                | Self::ShortDescription
                | Self::Images
                | Self::AttributeNames
                | Self::AttributeValues
        )
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Handle => ("handle", "Handle (name in the web address)"),
            Self::Title => ("title", "Title"),
            Self::Description => ("description", "Description"),
            Self::ShortDescription => ("short_description", "Short description"),
            Self::Category => ("category", "Category"),
            Self::ProductType => ("product_type", "Category, if the other is blank"),
            Self::Status => ("status", "Status"),
            Self::Published => ("published", "Shown to buyers, yes or no"),
            Self::Tags => ("tags", "Tags"),
            Self::SeoTitle => ("seo_title", "Title for search engines"),
            Self::SeoDescription => ("seo_description", "Description for search engines"),
            Self::Images => ("images", "Pictures (web addresses)"),
            Self::Thumbnail => ("thumbnail", "First picture"),
            Self::ImageAlt => ("image_alt", "Description of the picture"),
            Self::ImagePosition => ("image_position", "Position of the picture"),
            Self::VariantImage => ("variant_image", "Picture of the variant"),
            Self::Option1Name => ("option1_name", "Option 1: name, such as Size"),
            Self::Option1Value => ("option1_value", "Option 1: value, such as S"),
            Self::Option2Name => ("option2_name", "Option 2: name"),
            Self::Option2Value => ("option2_value", "Option 2: value"),
            Self::Option3Name => ("option3_name", "Option 3: name"),
            Self::Option3Value => ("option3_value", "Option 3: value"),
            Self::Sku => ("sku", "SKU"),
            Self::Price => ("price", "Price"),
            Self::RegionPrice => ("region_price", "Price in a region"),
            Self::SalePrice => ("sale_price", "Sale price"),
            Self::SaleStarts => ("sale_starts", "Sale price from"),
            Self::SaleEnds => ("sale_ends", "Sale price until"),
            Self::CompareAt => ("compare_at", "Compare-at price"),
            Self::Cost => ("cost", "Cost"),
            Self::Currency => ("currency", "Currency"),
            Self::Barcode => ("barcode", "Barcode"),
            Self::WeightGrams => ("weight_grams", "Weight in grams"),
            Self::ProductWeight => ("product_weight", "Weight of the product"),
            Self::Weight => ("weight", "Weight"),
            Self::WeightUnit => ("weight_unit", "Unit of the weight"),
            Self::OnHand => ("on_hand", "Stock on hand"),
            Self::InStock => ("in_stock", "In stock, yes or no"),
            Self::Backorder => ("backorder", "Sell when out of stock"),
            Self::TrackStock => ("track_stock", "Stock is counted"),
            Self::Kind => ("kind", "Kind of product"),
            Self::ProductId => ("product_id", "ID in the other shop"),
            Self::Parent => ("parent", "Product of this variation"),
            Self::GiftCard => ("gift_card", "Gift card"),
            Self::AttributeNames => ("attribute_names", "Attribute: name"),
            Self::AttributeValues => ("attribute_values", "Attribute: values"),
            Self::FurtherOption => ("further_option", "Option 4: value"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_staged_row_names_a_field_by_its_place() {
        assert!((0..Field::COUNT).all(|place| Field::ALL[place] as usize == place));
        const { assert!(Field::COUNT <= 64, "the fields of a row are marked in 64 bits") };
        assert!(
            Field::ALL
                .into_iter()
                .all(|field| Field::parse(field.as_str()) == Some(field))
        );
    }
}
