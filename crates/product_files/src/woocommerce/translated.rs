//! Localised headings of WooCommerce exports.

use crate::Field;

const COLUMNS: [(&str, Field); 86] = [
    // German
    ("typ", Field::Kind),
    ("artikelnummer", Field::Sku),
    ("art.-nr.", Field::Sku),
    ("gtin, upc, ean oder isbn", Field::Barcode),
    ("veröffentlicht", Field::Published),
    ("kurzbeschreibung", Field::ShortDescription),
    ("beschreibung", Field::Description),
    ("datum, an dem angebotspreis beginnt", Field::SaleStarts),
    ("datum, an dem angebotspreis endet", Field::SaleEnds),
    ("vorrätig?", Field::InStock),
    ("auf lager?", Field::InStock),
    ("lager", Field::OnHand),
    ("lagerbestand", Field::OnHand),
    ("bestand", Field::OnHand),
    ("lieferrückstande erlaubt?", Field::Backorder),
    ("lieferrückstände erlaubt?", Field::Backorder),
    ("angebotspreis", Field::SalePrice),
    ("regulärer preis", Field::Price),
    ("kategorien", Field::Category),
    ("schlagwörter", Field::Tags),
    ("bilder", Field::Images),
    ("übergeordnetes produkt", Field::Parent),
    ("übergeordnet", Field::Parent),
    // French
    ("ugs", Field::Sku),
    ("gtin, upc, ean ou isbn", Field::Barcode),
    ("nom", Field::Title),
    ("publié", Field::Published),
    ("description courte", Field::ShortDescription),
    ("date de début de promo", Field::SaleStarts),
    ("date de fin de promo", Field::SaleEnds),
    ("en stock ?", Field::InStock),
    (
        "autoriser les commandes de produits en rupture ?",
        Field::Backorder,
    ),
    ("tarif promo", Field::SalePrice),
    ("tarif régulier", Field::Price),
    ("catégories", Field::Category),
    ("étiquettes", Field::Tags),
    // Spanish
    ("tipo", Field::Kind),
    ("gtin, upc, ean o isbn", Field::Barcode),
    ("nombre", Field::Title),
    ("publicado", Field::Published),
    ("descripción corta", Field::ShortDescription),
    ("descripción", Field::Description),
    ("día en que empieza el precio rebajado", Field::SaleStarts),
    ("día en que termina el precio rebajado", Field::SaleEnds),
    ("¿en inventario?", Field::InStock),
    ("¿existencias?", Field::InStock),
    ("inventario", Field::OnHand),
    ("¿permitir reservas de productos agotados?", Field::Backorder),
    ("precio rebajado", Field::SalePrice),
    ("precio normal", Field::Price),
    ("categorías", Field::Category),
    ("etiquetas", Field::Tags),
    ("imágenes", Field::Images),
    ("superior", Field::Parent),
    // Italian
    ("cod", Field::Sku),
    ("nome", Field::Title),
    ("pubblicato", Field::Published),
    ("breve descrizione", Field::ShortDescription),
    ("descrizione", Field::Description),
    ("in stock?", Field::InStock),
    ("magazzino", Field::OnHand),
    ("prezzo in offerta", Field::SalePrice),
    ("prezzo di listino", Field::Price),
    ("categorie", Field::Category),
    ("tag", Field::Tags),
    ("immagini", Field::Images),
    ("genitore", Field::Parent),
    // Dutch
    ("naam", Field::Title),
    ("gepubliceerd", Field::Published),
    ("korte beschrijving", Field::ShortDescription),
    ("beschrijving", Field::Description),
    ("op voorraad?", Field::InStock),
    ("voorraad", Field::OnHand),
    ("actieprijs", Field::SalePrice),
    ("reguliere prijs", Field::Price),
    ("categorieën", Field::Category),
    ("afbeeldingen", Field::Images),
    ("hoofd", Field::Parent),
    // Polish
    ("rodzaj", Field::Kind),
    ("nazwa", Field::Title),
    ("opublikowano", Field::Published),
    ("krótki opis", Field::ShortDescription),
    ("opis", Field::Description),
    ("cena promocyjna", Field::SalePrice),
    ("cena", Field::Price),
    ("nadrzędny", Field::Parent),
];

/// A column's meaning in another language.
pub(super) fn column(heading: &str) -> Option<Field> {
    COLUMNS
        .iter()
        .find(|(name, _)| *name == heading)
        .map(|(_, field)| *field)
}

pub(super) fn is_weight(name: &str) -> bool {
    matches!(name, "weight" | "gewicht" | "poids" | "peso" | "waga")
}

/// `attribute 1 name`, `attribute 1 value(s)`, in the order of words that each language has.
pub(super) fn attribute(heading: &str) -> Option<Field> {
    const ATTRIBUTE: [&str; 7] = [
        "attribute",
        "attribut",
        "attributs",
        "atributo",
        "attributo",
        "attribuut",
        "atrybut",
    ];
    const NAME: [&str; 7] = ["name", "nom", "nombre", "nome", "naam", "nazwa", "nazwy"];
    const VALUE: [&str; 13] = [
        "value(s)",
        "values",
        "value",
        "wert(e)",
        "werte",
        "wert",
        "valeur(s)",
        "valor(es)",
        "valore(i)",
        "valore",
        "waarde(n)",
        "wartość(ci)",
        "wartości",
    ];
    // `l’attribut` is an attribute.
    let words: Vec<&str> = heading
        .split([' ', '’', '\''])
        .filter(|word| !word.is_empty())
        .collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    let is_numbered = words
        .iter()
        .any(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    if words.len() > 5 || !is_numbered || !has(&ATTRIBUTE) {
        None
    } else if has(&NAME) {
        Some(Field::AttributeNames)
    } else if has(&VALUE) {
        Some(Field::AttributeValues)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_known_in_many_languages_and_what_is_said_of_them_is_not_them() {
        for (name, values) in [
            ("attribute 1 name", "attribute 1 value(s)"),
            ("attribut 2 name", "attribut 2 wert(e)"),
            ("nom de l’attribut 1", "valeur(s) de l’attribut 1"),
            ("nombre del atributo 3", "valor(es) del atributo 3"),
        ] {
            assert_eq!(attribute(name), Some(Field::AttributeNames), "{name}");
            assert_eq!(attribute(values), Some(Field::AttributeValues), "{values}");
        }
        for other in [
            "attribute 1 visible",
            "attribute 1 global",
            "attribute 1 default",
            "attribute name",
        ] {
            assert_eq!(attribute(other), None, "{other}");
        }
    }
}
