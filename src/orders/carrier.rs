//! Carriers whose tracking pages are known, and the rules of a tracking number and of a typed tracking link.

use crate::form;
use url::Url;

/// Longest tracking number; the longest of the known carriers have 39 characters.
const MOST_LETTERS: usize = 120;
/// Longest tracking link.
const MOST_LETTERS_OF_LINK: usize = 500;

/// Known carriers with their tracking pages: `{}` stands for the number. India Post's page asks for it.
pub const CARRIERS: [(&str, &str); 19] = [
    ("UPS", "https://www.ups.com/track?tracknum={}"),
    ("USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels={}"),
    ("FedEx", "https://www.fedex.com/fedextrack/?trknbr={}"),
    (
        "DHL",
        "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}",
    ),
    ("DPD", "https://tracking.dpd.de/status/en_US/parcel/{}"),
    ("GLS", "https://gls-group.eu/EU/en/parcel-tracking?match={}"),
    (
        "Royal Mail",
        "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    ),
    (
        "An Post",
        "https://www.anpost.com/Post-Parcels/Track/History?item={}",
    ),
    (
        "La Poste",
        "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
    ),
    (
        "Correos",
        "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={}",
    ),
    (
        "Poste Italiane",
        "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{}",
    ),
    ("PostNL", "https://jouw.postnl.nl/track-and-trace/{}"),
    (
        "bpost",
        "https://track.bpost.cloud/btr/web/#/search?itemCode={}&lang=en",
    ),
    (
        "India Post",
        "https://www.indiapost.gov.in/_layouts/15/dop.portal.tracking/trackconsignment.aspx",
    ),
    ("Delhivery", "https://www.delhivery.com/track/package/{}"),
    (
        "Blue Dart",
        "https://www.bluedart.com/web/guest/trackdartresultthirdparty?trackFor=0&trackNo={}",
    ),
    (
        "Australia Post",
        "https://auspost.com.au/mypost/track/#/details/{}",
    ),
    (
        "Canada Post",
        "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}",
    ),
    (
        "Japan Post",
        "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={}&locale=en",
    ),
];

/// The known carrier of that name, however it is spaced and cased.
fn known(name: &str) -> Option<(&'static str, &'static str)> {
    let wanted = key(name);
    CARRIERS.into_iter().find(|(known, _)| key(known) == wanted)
}

/// A carrier's name as the house writes it; another carrier's as it was typed.
pub fn canonical(name: &str) -> String {
    known(name).map_or_else(|| name.to_owned(), |(name, _)| name.to_owned())
}

/// Letters and digits in capitals: what tells one name or tracking number from another.
pub fn key(text: &str) -> String {
    let signs = text.chars().filter(|c| c.is_alphanumeric());
    signs.flat_map(char::to_uppercase).collect()
}

/// Page of a known carrier that shows where the parcel is.
pub fn link(carrier: &str, tracking_number: &str) -> Option<String> {
    let (_, page) = known(carrier)?;
    let number: String = tracking_number.split_whitespace().collect();
    let number: String = url::form_urlencoded::byte_serialize(number.as_bytes()).collect();
    Some(page.replace("{}", &number))
}

/// A tracking number, as typed but for blanks around it.
pub fn tracking_number(text: Option<&str>) -> Result<Option<String>, String> {
    let number = form::optional_line(text, "The tracking number", MOST_LETTERS)?;
    match number {
        Some(number) if key(&number).is_empty() => Err("A tracking number has letters or digits.".to_owned()),
        number => Ok(number),
    }
}

/// A typed tracking link: a web address with a host, without a password.
pub fn tracking_url(text: Option<&str>) -> Result<Option<String>, String> {
    const WANTED: &str = "Enter a web address such as https://track.example.com/123.";
    let Some(text) = form::optional_line(text, "The tracking link", MOST_LETTERS_OF_LINK)? else {
        return Ok(None);
    };
    let url = Url::parse(&text).map_err(|_| WANTED.to_owned())?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let has_secret = !url.username().is_empty() || url.password().is_some();
    match is_web && !has_secret {
        true => Ok(Some(url.to_string())),
        false => Err(WANTED.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_carrier_has_a_secure_page_and_is_found_by_its_name() {
        for (name, page) in CARRIERS {
            assert!(Url::parse(page).unwrap().scheme() == "https", "{page}");
            assert_eq!(canonical(&format!(" {} ", name.to_lowercase())), name);
            let link = link(name, "AB 12").unwrap();
            assert!(name == "India Post" || link.contains("AB12"), "{link}");
        }
        assert_eq!(canonical("Pony Express"), "Pony Express");
        assert_eq!(link("Pony Express", "1"), None);
    }

    #[test]
    fn a_number_cannot_leave_its_place_in_a_link() {
        assert_eq!(
            link("ups", "1&x=../#\"<").unwrap(),
            "https://www.ups.com/track?tracknum=1%26x%3D..%2F%23%22%3C"
        );
    }

    #[test]
    fn a_tracking_number_is_one_short_line_with_a_letter_or_digit() {
        assert_eq!(tracking_number(Some(" 1Z 99 ")), Ok(Some("1Z 99".to_owned())));
        assert_eq!(tracking_number(Some("  ")), Ok(None));
        for wrong in ["a".repeat(10_000).as_str(), "1\u{0}2", "1\n2", "--"] {
            assert!(tracking_number(Some(wrong)).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_tracking_link_is_a_web_address() {
        assert_eq!(tracking_url(None), Ok(None));
        let good = "https://track.example.com/1?a=b";
        assert_eq!(tracking_url(Some(good)), Ok(Some(good.to_owned())));
        for wrong in [
            "javascript:alert(1)",
            "data:text/html,x",
            "track.example.com",
            "https://user:pw@example.com/",
            "ftp://example.com/1",
        ] {
            assert!(tracking_url(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
