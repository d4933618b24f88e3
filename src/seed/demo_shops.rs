//! The demo's shops and goods, written by hand.

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

/// A product: name, category, price in minor units, choices, what it is.
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
    DemoShop {
        name: "Harbour & Pine",
        email: "seller@demo.test",
        owner: "Marlowe Finch",
        currency: "USD",
        timezone: "America/New_York",
        weight: 1.0,
        description: "Things for the kitchen and the table, made of wood and stoneware on the coast of Maine.",
        goods: &[
            DemoProduct("Tidewater Mug", "Kitchen > Mugs", 2_200, GLAZES, "A mug for both hands, thrown and glazed by one potter."),
            DemoProduct("Long Bread Board", "Kitchen > Boards", 5_800, WOODS, "Room for a whole loaf, with a groove for the crumbs."),
            DemoProduct("Fisherman's Apron", "Kitchen > Linen", 6_400, COLOURS, "Waxed canvas with a pocket where you look for one."),
            DemoProduct("Nesting Bowls", "Kitchen > Bowls", 7_200, SETS, "They stack into one another and come out again."),
            DemoProduct("Driftwood Spoon", "Kitchen > Tools", 1_800, WOODS, "Carved from one piece; no two are alike."),
            DemoProduct("Salt Pig", "Kitchen > Storage", 3_400, GLAZES, "Keeps the salt dry and within reach."),
            DemoProduct("Harbour Throw", "Home > Textiles", 11_800, COLOURS, "Wool from the island, woven on the mainland."),
            DemoProduct("Pine Candle", "Home > Candles", 2_600, ONE, "Smells of the woods behind the boathouse."),
            DemoProduct("Oyster Knife", "Kitchen > Tools", 4_200, ONE, "Short, blunt and safe, with an ash handle."),
            DemoProduct("Linen Tea Towel", "Kitchen > Linen", 1_600, COLOURS, "Gets better with every wash."),
            DemoProduct("Coffee Scoop", "Kitchen > Tools", 1_400, WOODS, "Holds what one cup needs."),
            DemoProduct("Butter Dish", "Kitchen > Storage", 3_800, GLAZES, "With a lid that stays where it is."),
            DemoProduct("Serving Platter", "Kitchen > Bowls", 6_800, GLAZES, "For a fish, or for everything else."),
            DemoProduct("Boathouse Lantern", "Home > Light", 9_400, ONE, "Brass and glass; burns for nine hours."),
            DemoProduct("Rope Doormat", "Home > Textiles", 5_200, ONE, "Knotted from rope that has been to sea."),
            DemoProduct("Pepper Mill", "Kitchen > Tools", 4_800, WOODS, "A ceramic mill that will outlast the oak around it."),
            DemoProduct("Chowder Bowl", "Kitchen > Bowls", 2_800, GLAZES, "Wide and deep, with a handle."),
            DemoProduct("Market Basket", "Home > Storage", 5_600, ONE, "Split ash, woven tight enough for cherries."),
        ],
    },
    DemoShop {
        name: "Northfold Outfitters",
        email: "northfold@demo.test",
        owner: "June Okafor",
        currency: "USD",
        timezone: "America/Denver",
        weight: 0.7,
        description: "Clothes and gear for people who would rather be outside.",
        goods: &[
            DemoProduct("Ridge Overshirt", "Clothing > Shirts", 9_800, CLOTHES, "Brushed cotton, cut to be worn over everything."),
            DemoProduct("Trail Socks", "Clothing > Socks", 1_900, SIZES, "Merino where it rubs, nylon where it wears."),
            DemoProduct("Switchback Cap", "Clothing > Hats", 3_200, COLOURS, "Folds into a pocket and out again."),
            DemoProduct("Basecamp Mug", "Outdoor > Kitchen", 2_400, COLOURS, "Enamel on steel; chips tell its story."),
            DemoProduct("Summit Day Pack", "Outdoor > Bags", 12_400, COLOURS, "Twenty litres that carry like ten."),
            DemoProduct("Merino Base Layer", "Clothing > Layers", 8_600, CLOTHES, "Warm when wet, quiet when dry."),
            DemoProduct("Packable Stool", "Outdoor > Furniture", 5_400, ONE, "Weighs less than your lunch."),
            DemoProduct("Waxed Tote", "Outdoor > Bags", 6_800, COLOURS, "For firewood, groceries and dogs."),
            DemoProduct("Field Blanket", "Outdoor > Textiles", 8_900, COLOURS, "One side for grass, one for you."),
            DemoProduct("Insulated Flask", "Outdoor > Kitchen", 3_600, COLOURS, "Hot until the evening, or cold."),
            DemoProduct("Wool Beanie", "Clothing > Hats", 2_900, COLOURS, "Ribbed, long enough to turn up."),
        ],
    },
    DemoShop {
        name: "Paper Heron",
        email: "paperheron@demo.test",
        owner: "Theo Nguyen",
        currency: "USD",
        timezone: "America/Los_Angeles",
        weight: 0.5,
        description: "Notebooks, cards and pens for those who still write.",
        goods: &[
            DemoProduct("Marsh Notebook", "Stationery > Notebooks", 1_800, RULINGS, "Lies flat from the first page to the last."),
            DemoProduct("Desk Planner", "Stationery > Planners", 3_200, ONE, "A week to a page and room for second thoughts."),
            DemoProduct("Letterpress Cards", "Stationery > Cards", 2_100, SETS, "Printed on a press from 1921."),
            DemoProduct("Pocket Sketchbook", "Stationery > Notebooks", 1_500, RULINGS, "Takes ink without bleeding through."),
            DemoProduct("Brass Pencil", "Stationery > Pens", 2_800, ONE, "Heavy, and refilled in seconds."),
            DemoProduct("Heron Print", "Art > Prints", 4_500, &[("Size", &["A4", "A3"])], "A heron at dawn, in four colours."),
            DemoProduct("Wrapping Sheets", "Stationery > Paper", 1_200, SETS, "Too good to tear."),
            DemoProduct("Wax Seal Kit", "Stationery > Letters", 2_600, ONE, "A stamp, two waxes and a lighter touch."),
            DemoProduct("Linen Binder", "Stationery > Storage", 2_400, COLOURS, "Holds a year of papers."),
        ],
    },
    DemoShop {
        name: "Kettle & Crumb",
        email: "kettle@demo.test",
        owner: "Beatrice Hughes",
        currency: "GBP",
        timezone: "Europe/London",
        weight: 1.0,
        description: "Tea, biscuits and what goes with them, from Bristol.",
        goods: &[
            DemoProduct("Bristol Breakfast Tea", "Food > Tea", 850, WEIGHTS, "Strong enough to stand a spoon in."),
            DemoProduct("Smoked Earl Grey", "Food > Tea", 950, WEIGHTS, "Bergamot that has sat by the fire."),
            DemoProduct("Oat Biscuits", "Food > Biscuits", 480, ONE, "Twelve to a box, if nobody is looking."),
            DemoProduct("Ginger Shortbread", "Food > Biscuits", 620, ONE, "Butter first, then ginger."),
            DemoProduct("Brown Betty Teapot", "Kitchen > Tea", 3_400, &[("Size", &["Two cups", "Four cups"])], "The pot that pours without dripping."),
            DemoProduct("Seville Marmalade", "Food > Preserves", 560, ONE, "Made in January, when the oranges come."),
            DemoProduct("Tea Strainer", "Kitchen > Tea", 1_250, ONE, "Fine mesh, with a bowl to rest in."),
            DemoProduct("Knitted Tea Cosy", "Kitchen > Tea", 1_950, COLOURS, "Keeps the second cup as warm as the first."),
            DemoProduct("Sampler Tin", "Food > Tea", 2_200, ONE, "Six teas, ten cups of each."),
            DemoProduct("Fruit Loaf", "Food > Cakes", 1_150, ONE, "Better on the third day."),
        ],
    },
    DemoShop {
        name: "Studio Alba",
        email: "alba@demo.test",
        owner: "Inês Ferreira",
        currency: "EUR",
        timezone: "Europe/Lisbon",
        weight: 1.0,
        description: "Ceramics and textiles from a courtyard in Porto.",
        goods: &[
            DemoProduct("Azulejo Coaster", "Home > Table", 1_200, SETS, "Hand-painted tiles with cork beneath."),
            DemoProduct("Vaso Alto", "Home > Vases", 6_400, GLAZES, "A tall vase for one branch."),
            DemoProduct("Linho Napkins", "Home > Table", 3_600, SETS, "Washed linen with a rolled hem."),
            DemoProduct("Terracotta Cup", "Kitchen > Cups", 1_400, GLAZES, "For espresso, wine or flowers."),
            DemoProduct("Olive Dish", "Kitchen > Bowls", 1_900, GLAZES, "With a place for the stones."),
            DemoProduct("Cork Bowl", "Home > Storage", 2_800, ONE, "Light as nothing, from bark that grows back."),
            DemoProduct("Wool Cushion", "Home > Textiles", 5_200, COLOURS, "Woven in the Serra da Estrela."),
            DemoProduct("Fig Leaf Soap", "Bath > Soap", 900, ONE, "Olive oil, fig leaf and six weeks of patience."),
            DemoProduct("Sardine Platter", "Kitchen > Bowls", 4_200, ONE, "Long, narrow, and painted with what belongs on it."),
            DemoProduct("Hammam Towel", "Bath > Towels", 3_400, COLOURS, "Dries you, then itself."),
        ],
    },
    DemoShop {
        name: "Saffron Lane",
        email: "saffron@demo.test",
        owner: "Meera Iyer",
        currency: "INR",
        timezone: "Asia/Kolkata",
        weight: 1.0,
        description: "Spices, block prints and brass from friends of three generations.",
        goods: &[
            DemoProduct("Kashmiri Saffron", "Food > Spices", 54_900, &[("Weight", &["1 g", "2 g"])], "Threads, never powder."),
            DemoProduct("Garam Masala", "Food > Spices", 24_900, WEIGHTS, "Roasted and ground the week it leaves."),
            DemoProduct("Block-Print Stole", "Clothing > Scarves", 129_900, CLOTHS, "Printed by hand with blocks of teak."),
            DemoProduct("Kantha Quilt", "Home > Textiles", 389_900, CLOTHS, "Old saris, new stitches."),
            DemoProduct("Brass Masala Box", "Kitchen > Storage", 219_900, ONE, "Seven cups, one lid, no argument."),
            DemoProduct("Filter Coffee Set", "Kitchen > Coffee", 84_900, ONE, "The tumbler, the dabarah and the wait."),
            DemoProduct("Sandalwood Soap", "Bath > Soap", 17_900, SETS, "From Mysuru, wrapped in paper."),
            DemoProduct("Malabar Pepper", "Food > Spices", 32_900, WEIGHTS, "Picked late, dried in the sun."),
            DemoProduct("Jute Shopper", "Home > Bags", 44_900, CLOTHS, "Carries a week's vegetables."),
            DemoProduct("Clay Kulhad Cups", "Kitchen > Cups", 39_900, SETS, "Chai tastes of rain in them."),
        ],
    },
];

/// The shop that waits for approval, with what it is preparing.
pub const NEW_SHOP: DemoShop = DemoShop {
    name: "Willow & Wick",
    email: "new@demo.test",
    owner: "Ruby Sullivan",
    currency: "USD",
    timezone: "America/Chicago",
    weight: 0.0,
    description: "Candles poured on Sundays.",
    goods: &[
        DemoProduct("Rain on Slate Candle", "Home > Candles", 2_800, &[("Size", &["Small", "Large"])], "Smells like the first minute of rain."),
        DemoProduct("Orchard Candle", "Home > Candles", 2_800, &[("Size", &["Small", "Large"])], "Apples, wood and a little smoke."),
        DemoProduct("Wick Trimmer", "Home > Candles", 1_600, ONE, "An even flame, every time."),
    ],
};
