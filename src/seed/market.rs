//! Markets: countries with currency, timezone, towns and names.

use super::chance::Chance;
use crate::clock::{HOUR_MS, Millis};
use crate::money::Currency;
use crate::orders::Address;

/// Activity by local hour of the buyers.
const HOURS: [f64; 24] = [
    0.35, 0.2, 0.12, 0.08, 0.08, 0.15, 0.35, 0.6, 0.85, 1.05, 1.2, 1.3, 1.35, 1.25, 1.15, 1.1, 1.1, 1.2,
    1.35, 1.6, 1.75, 1.65, 1.2, 0.7,
];

/// A part of the world that shops and buyers share.
pub struct Market {
    pub currency: &'static str,
    pub country: &'static str,
    pub timezones: &'static [&'static str],
    /// Hours ahead of UTC, about.
    hours_ahead: i64,
    /// Share of all orders.
    pub share: f64,
    /// Minor units per dollar.
    pub minor_per_dollar: i64,
    pub shipping_minor: i64,
    pub free_shipping_minor: i64,
    pub tax_basis_points: i64,
    pub carriers: &'static [&'static str],
    first_names: &'static [&'static str],
    last_names: &'static [&'static str],
    /// City, region, the beginning of its postcodes.
    cities: &'static [(&'static str, &'static str, &'static str)],
    streets: &'static [&'static str],
}

/// Somebody who buys.
pub struct Buyer {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub ship_to: Address,
}

impl Market {
    pub const ALL: [Market; 4] = [
        Market {
            currency: "USD",
            country: "US",
            timezones: &[
                "America/New_York",
                "America/Chicago",
                "America/Denver",
                "America/Los_Angeles",
            ],
            hours_ahead: -6,
            share: 0.66,
            minor_per_dollar: 100,
            shipping_minor: 599,
            free_shipping_minor: 6_000,
            tax_basis_points: 725,
            carriers: &["UPS", "USPS", "FedEx"],
            first_names: &[
                "Ada", "Noah", "Maya", "Liam", "Grace", "Ethan", "Chloe", "Mateo", "Harper", "Owen", "Zoe",
                "Caleb", "Nora", "Isaac", "Ruby", "Elena", "Jonah", "Priya", "Wyatt", "Imani", "Theo",
                "Camila", "Marcus", "June",
            ],
            last_names: &[
                "Park", "Nguyen", "Johnson", "Rivera", "Brooks", "Kim", "Sullivan", "Carter", "Lopez",
                "Whitman", "Okafor", "Bennett", "Hayes", "Morales", "Foster", "Bauer", "Reyes", "Coleman",
                "Walsh", "Tran", "Ellis", "Romero",
            ],
            cities: &[
                ("Portland", "OR", "972"),
                ("Austin", "TX", "787"),
                ("Brooklyn", "NY", "112"),
                ("Chicago", "IL", "606"),
                ("Seattle", "WA", "981"),
                ("Denver", "CO", "802"),
                ("Atlanta", "GA", "303"),
                ("Madison", "WI", "537"),
                ("Oakland", "CA", "946"),
                ("Nashville", "TN", "372"),
                ("Boston", "MA", "021"),
                ("Tucson", "AZ", "857"),
            ],
            streets: &[
                "Maple Street",
                "Oak Avenue",
                "2nd Street",
                "Lakeview Drive",
                "Mill Road",
                "Juniper Lane",
            ],
        },
        Market {
            currency: "EUR",
            country: "DE",
            timezones: &["Europe/Berlin", "Europe/Paris", "Europe/Lisbon", "Europe/Dublin"],
            hours_ahead: 1,
            share: 0.16,
            minor_per_dollar: 92,
            shipping_minor: 490,
            free_shipping_minor: 5_000,
            tax_basis_points: 0,
            carriers: &["DHL", "DPD", "GLS"],
            first_names: &[
                "Lena", "Jonas", "Clara", "Mats", "Emilia", "Luca", "Inês", "João", "Camille", "Hugo",
                "Saoirse", "Anton", "Frieda", "Milo", "Zoé", "Björn",
            ],
            last_names: &[
                "Müller",
                "Schneider",
                "Dubois",
                "Moreau",
                "Silva",
                "Rocha",
                "Weber",
                "Lindqvist",
                "Keller",
                "Ferreira",
                "Hoffmann",
                "Lefèvre",
                "Byrne",
                "Vogel",
                "Garnier",
            ],
            cities: &[
                ("Berlin", "", "101"),
                ("Hamburg", "", "202"),
                ("Leipzig", "", "041"),
                ("Köln", "", "506"),
                ("München", "", "803"),
                ("Freiburg", "", "790"),
            ],
            streets: &[
                "Lindenstraße",
                "Gartenweg",
                "Hafengasse",
                "Bergstraße",
                "Am Markt",
            ],
        },
        Market {
            currency: "GBP",
            country: "GB",
            timezones: &["Europe/London"],
            hours_ahead: 0,
            share: 0.09,
            minor_per_dollar: 80,
            shipping_minor: 395,
            free_shipping_minor: 4_500,
            tax_basis_points: 0,
            carriers: &["Royal Mail", "Evri", "DPD"],
            first_names: &[
                "Olivia", "George", "Amelia", "Arthur", "Isla", "Freddie", "Poppy", "Rhys", "Aisha",
                "Callum", "Beatrice", "Kwame",
            ],
            last_names: &[
                "Hughes", "Patel", "Davies", "Wright", "Campbell", "Shaw", "Ahmed", "Fletcher", "Morgan",
                "Whitaker", "Reid",
            ],
            cities: &[
                ("London", "", "E8 "),
                ("Bristol", "", "BS6 "),
                ("Leeds", "", "LS2 "),
                ("Edinburgh", "", "EH3 "),
                ("Cardiff", "", "CF1 "),
                ("Brighton", "", "BN2 "),
            ],
            streets: &[
                "High Street",
                "Church Lane",
                "Station Road",
                "Mill Lane",
                "Victoria Terrace",
            ],
        },
        Market {
            currency: "INR",
            country: "IN",
            timezones: &["Asia/Kolkata"],
            hours_ahead: 5,
            share: 0.09,
            minor_per_dollar: 4_000,
            shipping_minor: 7_900,
            free_shipping_minor: 99_900,
            tax_basis_points: 0,
            carriers: &["Delhivery", "Blue Dart", "India Post"],
            first_names: &[
                "Aarav", "Diya", "Kabir", "Ananya", "Rohan", "Meera", "Ishaan", "Kavya", "Arjun", "Zara",
                "Nikhil", "Tara",
            ],
            last_names: &[
                "Sharma", "Iyer", "Menon", "Kapoor", "Reddy", "Banerjee", "Desai", "Nair", "Khan", "Joshi",
                "Pillai",
            ],
            cities: &[
                ("Bengaluru", "Karnataka", "560"),
                ("Pune", "Maharashtra", "411"),
                ("Kochi", "Kerala", "682"),
                ("Jaipur", "Rajasthan", "302"),
                ("Chennai", "Tamil Nadu", "600"),
                ("Delhi", "Delhi", "110"),
            ],
            streets: &[
                "MG Road",
                "Temple Street",
                "Lake View Road",
                "Church Street",
                "5th Cross",
            ],
        },
    ];

    /// The market of a currency, or the first one.
    pub fn of(currency: Currency) -> usize {
        Self::ALL
            .iter()
            .position(|market| market.currency == currency.code())
            .unwrap_or_default()
    }

    /// Activity at a time.
    pub fn busy(&self, at: Millis) -> f64 {
        HOURS[(at.0 / HOUR_MS + self.hours_ahead).rem_euclid(24) as usize]
    }

    pub fn person(&self, chance: &mut Chance) -> (&'static str, &'static str) {
        (*chance.of(self.first_names), *chance.of(self.last_names))
    }

    /// The buyer of that number: always the same person at the same place.
    pub fn buyer(&self, number: u64) -> Buyer {
        let mut chance = Chance::new(number ^ 0x5ee3_d0b0);
        let (first, last) = self.person(&mut chance);
        let (city, region, postcode) = *chance.of(self.cities);
        let plain = |name: &str| {
            name.to_lowercase()
                .chars()
                .filter(char::is_ascii_alphabetic)
                .collect::<String>()
        };
        let postcode = match self.country {
            "GB" => format!("{postcode}{}QT", chance.between(1, 9)),
            "IN" => format!("{postcode}0{:02}", chance.between(1, 99)),
            _ => format!("{postcode}{:02}", chance.between(1, 99)),
        };
        Buyer {
            name: format!("{first} {last}"),
            email: format!("{}.{}{}@example.test", plain(first), plain(last), number % 997),
            phone: chance
                .happens(0.3)
                .then(|| format!("+1 555 01{:02}", number % 100)),
            ship_to: Address {
                line1: if self.country == "DE" {
                    format!("{} {}", chance.of(self.streets), chance.between(1, 140))
                } else {
                    format!("{} {}", chance.between(1, 980), chance.of(self.streets))
                },
                line2: None,
                city: city.to_owned(),
                region: Some(region.to_owned()).filter(|region| !region.is_empty()),
                postcode: Some(postcode),
                country: self.country.to_owned(),
            },
        }
    }
}
