//! Demo shops and products.

mod first;
mod second;

/// A shop of the demo.
pub struct DemoShop {
    pub name: &'static str,
    pub email: &'static str,
    pub owner: &'static str,
    pub currency: &'static str,
    pub timezone: &'static str,
    pub weight: f64,
    pub description: &'static str,
    pub goods: &'static [DemoProduct],
}

/// A product: name, category, price in minor units, options, description.
pub struct DemoProduct(
    pub &'static str,
    pub &'static str,
    pub i64,
    pub &'static [(&'static str, &'static [&'static str])],
    pub &'static str,
);

type Choices = &'static [(&'static str, &'static [&'static str])];

const ONE: Choices = &[];
const SIZES: Choices = &[("Size", &["S", "M", "L", "XL"])];
const WEIGHTS: Choices = &[("Weight", &["100 g", "250 g"])];
const GLAZES: Choices = &[("Glaze", &["Sea blue", "Chalk", "Moss"])];
const WOODS: Choices = &[("Wood", &["Oak", "Walnut"])];
const COLOURS: Choices = &[("Colour", &["Rust", "Forest", "Slate"])];
const CLOTHES: Choices = &[("Size", &["S", "M", "L"]), ("Colour", &["Oat", "Navy"])];
const SETS: Choices = &[("Set", &["Two", "Four", "Six"])];
const CLOTHS: Choices = &[("Colour", &["Indigo", "Turmeric", "Madder"])];
const RULINGS: Choices = &[("Ruling", &["Plain", "Lined", "Dotted"])];

pub const SHOPS: [DemoShop; 6] = [
    first::HARBOUR_PINE,
    first::NORTHFOLD_OUTFITTERS,
    first::PAPER_HERON,
    second::KETTLE_CRUMB,
    second::STUDIO_ALBA,
    second::SAFFRON_LANE,
];

/// The shop waiting for approval, with its drafts.
pub const NEW_SHOP: DemoShop = DemoShop {
    name: "Willow & Wick",
    email: "new@demo.test",
    owner: "Ruby Sullivan",
    currency: "USD",
    timezone: "America/Chicago",
    weight: 0.0,
    description: "Candles poured on Sundays.",
    goods: &[
        DemoProduct(
            "Rain on Slate Candle",
            "Home > Candles",
            2_800,
            &[("Size", &["Small", "Large"])],
            "Smells like the first minute of rain.",
        ),
        DemoProduct(
            "Orchard Candle",
            "Home > Candles",
            2_800,
            &[("Size", &["Small", "Large"])],
            "Apples, wood and a little smoke.",
        ),
        DemoProduct(
            "Wick Trimmer",
            "Home > Candles",
            1_600,
            ONE,
            "An even flame, every time.",
        ),
    ],
};
