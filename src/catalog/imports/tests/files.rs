//! Encodings, delimiters, and files that are no CSV.

use super::*;
use proptest::prelude::*;

fn refusal(bytes: &[u8]) -> String {
    Table::open(Cursor::new(bytes)).err().unwrap().to_string()
}

fn rows(bytes: &[u8]) -> Vec<Record> {
    let mut table = Table::open(Cursor::new(bytes)).unwrap();
    std::iter::from_fn(|| table.next_row().unwrap()).collect()
}

#[test]
fn a_file_is_read_in_any_encoding_and_with_any_delimiter() {
    let text = "title;price;description\nKrönchen “Blau”;12;für 5 €\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let with_bom = |bom: &[u8], bytes: &[u8]| [bom, bytes].concat();
    for (bytes, name) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (with_bom(b"\xEF\xBB\xBF", text.as_bytes()), "UTF-8"),
        (with_bom(b"\xFF\xFE", &utf16(u16::to_le_bytes)), "UTF-16LE"),
        (with_bom(b"\xFE\xFF", &utf16(u16::to_be_bytes)), "UTF-16BE"),
        (utf16(u16::to_le_bytes), "UTF-16LE"),
        (utf16(u16::to_be_bytes), "UTF-16BE"),
        (windows, "windows-1252"),
        (text.replace(';', "\t").into_bytes(), "UTF-8"),
        (text.replace(';', ",").replace('\n', "\r\n").into_bytes(), "UTF-8"),
        (text.replace('\n', "\r").into_bytes(), "UTF-8"),
        (format!("sep=;\n{text}").into_bytes(), "UTF-8"),
    ] {
        let table = Table::open(Cursor::new(&bytes)).unwrap();
        assert_eq!((table.encoding().name(), table.header().len()), (name, 3));
        assert_eq!(
            rows(&bytes)[0].cells,
            ["Krönchen “Blau”", "12", "für 5 €"],
            "{name}"
        );
    }
}

#[test]
fn the_one_letter_that_tells_the_encoding_may_stand_in_the_last_row() {
    let mut text = "title,price\n".to_owned() + &"Mug,12\n".repeat(30_000);
    text.push_str("Café,3\n");
    let windows = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    assert_eq!(rows(&windows).last().unwrap().cells[0], "Café");
    // A letter of several bytes is cut in two by the end of a chunk somewhere in here.
    let long = "title\n".to_owned() + &"aé€🎉\n".repeat(40_000);
    assert!(rows(long.as_bytes()).iter().all(|row| row.cells[0] == "aé€🎉"));
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let text = "title,price\r\n\r\nMug,1\r\n,,\r\n\"Two\r\nlines\",2\r\nTee,3";
    let lines: Vec<_> = rows(text.as_bytes()).iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 5, 7]);
    assert_eq!(rows(text.as_bytes())[1].cells[0], "Two\nlines");
}

#[test]
fn quotation_marks_are_read_kindly() {
    let text = "title,price\n\"a \"\"b\"\", c\",1\n5\" pipe,2\n\"half\"open,3\n";
    let cells: Vec<_> = rows(text.as_bytes())
        .into_iter()
        .map(|row| row.cells[0].clone())
        .collect();
    assert_eq!(cells, ["a \"b\", c", "5\" pipe", "halfopen"]);
    assert!(refusal(b"title,price\nMug,1\n\"Tee,2\nCap,3\n").contains("opens on line 3"));
    let endless = "title\nMug\n\"".to_owned() + &"x\n".repeat(MAX_ROW_BYTES);
    let mut table = Table::open(Cursor::new(endless.as_bytes()));
    let error = table
        .as_mut()
        .map(|table| (0..3).find_map(|_| table.next_row().err()).unwrap().to_string());
    assert!(
        error
            .unwrap_or_else(|error| error.to_string())
            .contains("opens on line 3")
    );
}

#[test]
fn a_file_that_is_no_csv_is_told_so() {
    assert!(refusal(b"PK\x03\x04\x14\0[Content_Types].xml\0").contains("Excel"));
    assert!(refusal(b"PK\x03\x04\x14\0photos/1.jpg").contains("ZIP"));
    assert!(refusal(b"\xD0\xCF\x11\xE0\xA1\xB1").contains("Excel"));
    assert!(refusal(b"%PDF-1.7").contains("PDF"));
    assert!(refusal(b"\x89PNG\r\n\x1A\n\0\0").contains("picture"));
    assert!(refusal(b"\xFF\xD8\xFF\xE0\0\x10JFIF").contains("picture"));
    assert!(refusal(b"<!DOCTYPE html><html>").contains("web page"));
    assert!(refusal(b"{\"products\":[]}").contains("JSON"));
    assert!(refusal(b"ELF\x01\0\0\x02\x03\x04\x05\0\x07").contains("not text"));
    assert_eq!(refusal(b""), "The file is empty.");
    assert_eq!(refusal(b" \n\n"), "The file is empty.");
    assert_eq!(
        refusal(b"title,price\n"),
        "The file has a header but no rows below it."
    );
    assert_eq!(
        refusal(b"title,price\n,,\n\ntitle,price\n"),
        "The file has a header but no rows below it."
    );
    assert!(refusal("a,".repeat(600).as_bytes()).contains("600 columns"));
}

#[test]
fn a_header_that_comes_again_is_no_product() {
    let run = Run::usd("Title,Price\nMug,1\ntitle, price\nTee,2\n");
    assert_eq!((run.rows, run.created().len()), (2, 2));
}

#[test]
fn columns_are_sampled_and_the_unknown_ones_reported() {
    let table = Table::open(Cursor::new("Title,Price,Fabric,,\nMug,1,,,\nTee,2,Wool,,\n")).unwrap();
    assert_eq!(
        (table.sample(2), table.sample(9), table.header().len()),
        (Some("Wool"), None, 3)
    );
    let mut mapping = Mapping::of(Dialect::Ours, table.header());
    assert_eq!(mapping.ignored().collect::<Vec<_>>(), ["Fabric"]);
    mapping.choose(2, Some(Field::Title));
    assert_eq!(
        (mapping.heading(Field::Title), mapping.columns[0].field),
        (Some("Fabric"), None)
    );
    mapping.choose(1, None);
    assert_eq!(mapping.missing(), [Field::Price]);
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_stumble(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read_whole(&bytes);
    }

    #[test]
    fn no_text_in_rows_makes_the_importer_stumble(text in "(handle|title|price|sku|option1_value|currency|slug|status|[\",;\t\r\n]|[ -~€é]){0,80}") {
        read_whole(text.as_bytes());
        read_whole(format!("handle,title,price,sku,on_hand,option1_value,currency\n{text}").as_bytes());
        read_whole(format!("slug,sku,name,price,currency,option1_value,weight,image1_src\n{text}").as_bytes());
    }

    #[test]
    fn what_the_csv_crate_writes_is_read_as_it_was(table in prop::collection::vec(prop::collection::vec("[a-z\",;\n\r €]{0,5}", 3), 2..8)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["a1", "b1", "c1"]).unwrap();
        table.iter().for_each(|row| writer.write_record(row).unwrap());
        let bytes = writer.into_inner().unwrap();
        let expected: Vec<Vec<String>> = table
            .iter()
            .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
            .map(|row| row.iter().map(|cell| cell.replace("\r\n", "\n").replace('\r', "\n")).collect())
            .collect();
        match Table::open(Cursor::new(&bytes)) {
            Ok(_) => prop_assert_eq!(rows(&bytes).into_iter().map(|row| row.cells).collect::<Vec<_>>(), expected),
            Err(error) => prop_assert!(expected.is_empty(), "{error}"),
        }
    }
}

/// Reads to the end and drafts every product; what comes of it does not matter, that it comes does.
fn read_whole(bytes: &[u8]) {
    let Ok(mut table) = Table::open(Cursor::new(bytes)) else {
        return;
    };
    let dialect = recognise(table.header()).dialect().unwrap_or(Dialect::Spree);
    let mapping = Mapping::of(dialect, table.header());
    let mut rows = Vec::new();
    while let Ok(Some(record)) = table.next_row() {
        rows.push(mapping.source_row(record));
    }
    for group in [&rows[..], &rows[..rows.len().min(1)]] {
        if let Some(draft) = assemble(group, &mapping, Currency::EUR).draft {
            let _ = draft.create(&mapping, Currency::EUR);
        }
    }
}
