//! Word lists for generated shops and products.

use super::catalogue::Draft;
use super::chance::Chance;
use super::market::Market;
use crate::accounts::handle_of;
use crate::products::ProductStatus;

const SHOP_BEGINNINGS: [&str; 30] = [
    "Alder",
    "Birch",
    "Copper",
    "Juniper",
    "Lantern",
    "Meadow",
    "Nettle",
    "Orchard",
    "Pebble",
    "Quill",
    "Raven",
    "Saltmarsh",
    "Thistle",
    "Umber",
    "Velvet",
    "Willow",
    "Amber",
    "Bramble",
    "Cinder",
    "Driftwood",
    "Ember",
    "Fern",
    "Gingham",
    "Heron",
    "Ivory",
    "Kindling",
    "Larch",
    "Marigold",
    "North",
    "Otter",
];
const SHOP_ENDINGS: [&str; 20] = [
    "& Co",
    "Supply",
    "Goods",
    "Workshop",
    "Trading",
    "House",
    "Market",
    "Studio",
    "Makers",
    "Provisions",
    "Lane",
    "Outfitters",
    "Collective",
    "Home",
    "Atelier",
    "Mercantile",
    "Craft",
    "Corner",
    "Yard",
    "Works",
];

/// A product kind: category, materials, nouns, dollar prices and options.
struct Kind {
    category: &'static str,
    made_of: &'static [&'static str],
    what: &'static [(&'static str, i64)],
    options: &'static [(&'static str, &'static [&'static str])],
}

const SIZES: (&str, &[&str]) = ("Size", &["S", "M", "L", "XL"]);
const COLOURS: (&str, &[&str]) = ("Colour", &["Natural", "Charcoal", "Moss"]);

const KINDS: [Kind; 7] = [
    Kind {
        category: "Home & Kitchen",
        made_of: &[
            "Oak",
            "Walnut",
            "Stoneware",
            "Enamel",
            "Linen",
            "Copper",
            "Olive Wood",
        ],
        what: &[
            ("Serving Board", 38),
            ("Mug", 18),
            ("Mixing Bowl", 34),
            ("Tea Towel", 14),
            ("Spoon Set", 22),
            ("Carafe", 42),
            ("Salt Cellar", 16),
            ("Bread Bin", 64),
            ("Trivet", 19),
            ("Pepper Mill", 36),
        ],
        options: &[("Colour", &["Natural", "Slate"])],
    },
    Kind {
        category: "Clothing",
        made_of: &[
            "Organic Cotton",
            "Merino",
            "Linen",
            "Recycled Wool",
            "Flannel",
            "Denim",
        ],
        what: &[
            ("T-Shirt", 28),
            ("Work Shirt", 68),
            ("Cardigan", 96),
            ("Overshirt", 110),
            ("Scarf", 42),
            ("Socks", 16),
            ("Chore Jacket", 148),
            ("Beanie", 30),
        ],
        options: &[SIZES, ("Colour", &["Navy", "Oat"])],
    },
    Kind {
        category: "Stationery",
        made_of: &[
            "Dotted",
            "Ruled",
            "Cloth-Bound",
            "Recycled",
            "Letterpress",
            "Pocket",
        ],
        what: &[
            ("Notebook", 16),
            ("Planner", 28),
            ("Card Set", 14),
            ("Sketchbook", 24),
            ("Envelope Pack", 9),
            ("Desk Calendar", 22),
        ],
        options: &[],
    },
    Kind {
        category: "Bath & Body",
        made_of: &["Lavender", "Cedar", "Oatmeal", "Rosemary", "Sea Salt", "Bergamot"],
        what: &[
            ("Soap Bar", 9),
            ("Hand Cream", 18),
            ("Bath Salts", 21),
            ("Shampoo Bar", 13),
            ("Body Oil", 32),
            ("Candle", 26),
        ],
        options: &[("Size", &["Small", "Large"])],
    },
    Kind {
        category: "Outdoor",
        made_of: &[
            "Waxed Canvas",
            "Titanium",
            "Ripstop",
            "Ash",
            "Insulated",
            "Folding",
        ],
        what: &[
            ("Tote", 58),
            ("Camp Mug", 24),
            ("Day Pack", 118),
            ("Trowel", 29),
            ("Picnic Blanket", 84),
            ("Flask", 39),
            ("Stool", 72),
        ],
        options: &[COLOURS],
    },
    Kind {
        category: "Toys & Games",
        made_of: &["Wooden", "Felt", "Knitted", "Paper", "Beech"],
        what: &[
            ("Building Blocks", 44),
            ("Memory Game", 19),
            ("Fox", 27),
            ("Train", 52),
            ("Puzzle", 24),
            ("Kite", 33),
        ],
        options: &[],
    },
    Kind {
        category: "Food & Drink",
        made_of: &[
            "Single-Origin",
            "Smoked",
            "Wildflower",
            "Stone-Ground",
            "Cold-Pressed",
            "Small-Batch",
        ],
        what: &[
            ("Coffee", 17),
            ("Honey", 13),
            ("Mustard", 8),
            ("Olive Oil", 24),
            ("Oats", 9),
            ("Hot Sauce", 11),
            ("Tea", 15),
        ],
        options: &[("Weight", &["250 g", "500 g", "1 kg"])],
    },
];

/// A name that no other shop has; `at` counts them.
pub fn shop_name(chance: &mut Chance, at: usize) -> String {
    let beginning = SHOP_BEGINNINGS[at % SHOP_BEGINNINGS.len()];
    let round = at / SHOP_BEGINNINGS.len();
    let ending = SHOP_ENDINGS[(at * 7 + round * 3 + chance.below(2) * 10) % SHOP_ENDINGS.len()];
    match round {
        0 => format!("{beginning} {ending}"),
        _ => format!("{beginning} {ending} {}", round + 1),
    }
}

/// A product of a shop; `at` counts its products.
pub fn product(chance: &mut Chance, market: &Market, shop: usize, at: usize, weight: f64) -> Draft<'static> {
    let kind = &KINDS[(shop + usize::from(at % 5 == 4)) % KINDS.len()];
    let made_of = kind.made_of[at % kind.made_of.len()];
    let (what, dollars) = kind.what[(at / kind.made_of.len() + at) % kind.what.len()];
    let edition = at / (kind.made_of.len() * kind.what.len());
    let name = match edition {
        0 => format!("{made_of} {what}"),
        _ => format!("{made_of} {what} No. {}", edition + 1),
    };
    let dollars = dollars + chance.between(-dollars / 6, dollars / 5);
    let status = match chance.below(40) {
        0 => ProductStatus::Draft,
        1 => ProductStatus::Inactive,
        _ => ProductStatus::Active,
    };
    Draft {
        handle: format!("{}-{}", handle_of(&name), at + 1),
        description: format!("{name}, made in small runs and checked by hand before it leaves."),
        category: kind.category,
        // Prices end as prices end.
        price_minor: (dollars * market.minor_per_dollar / 100 * 100 - 1 - 50 * chance.between(0, 1)).max(99),
        options: if chance.happens(0.7) { kind.options } else { &[] },
        status: if at == 0 { ProductStatus::Active } else { status },
        weight,
        sku: format!("{}{}-{:04}", initial(made_of), initial(what), at + 1),
        name,
    }
}

fn initial(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphabetic)
        .take(2)
        .collect::<String>()
        .to_uppercase()
}
