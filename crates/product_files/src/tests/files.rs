//! Tests of encodings, delimiters, and files that are not CSV.

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
            rows(&bytes)[0].cells().collect::<Vec<_>>(),
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
    assert_eq!(rows(&windows).last().unwrap().get(0), Some("Café"));
    // A letter of several bytes is cut in two by the end of a chunk somewhere in here.
    let long = "title\n".to_owned() + &"aé€🎉\n".repeat(40_000);
    assert!(
        rows(long.as_bytes())
            .iter()
            .all(|row| row.get(0) == Some("aé€🎉"))
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let text = "title,price\r\n\r\nMug,1\r\n,,\r\n\"Two\r\nlines\",2\r\nTee,3";
    let lines: Vec<_> = rows(text.as_bytes()).iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 5, 7]);
    assert_eq!(rows(text.as_bytes())[1].get(0), Some("Two\nlines"));
}

#[test]
fn quotation_marks_are_read_kindly() {
    let text = "title,price\n\"a \"\"b\"\", c\",1\n5\" pipe,2\n\"half\"open,3\n";
    let cells: Vec<_> = rows(text.as_bytes())
        .into_iter()
        .map(|row| row.get(0).unwrap().to_owned())
        .collect();
    assert_eq!(cells, ["a \"b\", c", "5\" pipe", "halfopen"]);
}

#[test]
fn a_file_that_was_cut_off_gives_what_is_whole_and_tells_the_rest() {
    let run = Run::usd("title,price,description\nMug,1,\nTee,2,\"Soft\nand \nCap,3,\n");
    assert_eq!(
        run.created().iter().map(|p| p.name.as_str()).collect::<Vec<_>>(),
        ["Mug"]
    );
    let told = run.told();
    assert!(
        told[0].starts_with("3 -: The quotation mark opened here is never closed"),
        "{told:?}"
    );
    // However much is swallowed, no more than a row's worth is kept.
    let endless = "title,price\nMug,1\n\"".to_owned() + &"x\n".repeat(MAX_ROW_BYTES);
    let run = Run::usd(&endless);
    assert_eq!((run.created().len(), run.told().len()), (1, 1));
    assert!(refusal(b"\"title,price\nMug,1\n").contains("opened on line 1"));
}

#[test]
fn a_cell_of_ten_megabytes_refuses_its_row_and_no_other() {
    let huge = "x".repeat(10 * 1024 * 1024);
    let run = Run::usd(&format!(
        "title,description,price\nMug,,1\nTee,\"{huge}\",2\nCap,{huge},3\nHat,,4\n"
    ));
    assert_eq!(
        run.created().iter().map(|p| p.name.as_str()).collect::<Vec<_>>(),
        ["Mug", "Hat"]
    );
    let told = run.told();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told.iter()
            .all(|told| told.ends_with("The row is longer than 1 MB; the rest was not read."))
    );
}

#[test]
fn five_thousand_columns_are_no_reason_to_refuse_a_file() {
    let further = (0..5_000).map(|n| format!(",c{n}")).collect::<String>();
    let run = Run::usd(&format!("title,price{further}\nMug,1{}\n", ",".repeat(5_000)));
    assert_eq!(
        (run.only().variants[0].price_minor, run.mapping.ignored().count()),
        (100, 5_000)
    );
    assert!(refusal("a,".repeat(20_000).as_bytes()).contains("20000 columns"));
}

#[test]
fn nuls_and_broken_letters_are_a_rows_trouble() {
    let mut file = "title,price\n".to_owned() + &"Café,1\n".repeat(2_000);
    file.push_str("M\0ug,2\n");
    let mut bytes = file.into_bytes();
    bytes.extend(b"Caf\xE9,3\nTee,4\n");
    let run = Run::of(&bytes, Currency::USD);
    let names: Vec<_> = run.created().iter().map(|p| p.name.clone()).collect();
    assert_eq!(names, ["Café", "Mug", "Caf�", "Tee"]);
    let told: Vec<_> = run
        .told()
        .into_iter()
        .filter(|told| !told.contains("same variant"))
        .collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("2003 -: Some letters in this row could not be read"));
}

#[test]
fn a_broken_letter_in_row_ninety_thousand_is_that_rows_trouble() {
    let mut bytes = b"title,price\n".to_vec();
    for number in 0..100_000 {
        bytes.extend(format!("Caf\u{e9} {number},1\n").bytes());
        if number == 89_998 {
            bytes.extend(b"Caf\xE9,3\n");
        }
    }
    let mut table = Table::open(Cursor::new(&bytes)).unwrap();
    assert_eq!(table.encoding().name(), "UTF-8");
    let (mut rows, mut broken) = (0, Vec::new());
    while let Some(row) = table.next_row().unwrap() {
        rows += 1;
        if !row.flaws.is_empty() {
            broken.push((row.line, row.get(0).unwrap().to_owned()));
        }
        assert!(row.get(0).unwrap().starts_with("Caf"));
    }
    assert_eq!(
        (rows, broken),
        (100_001, vec![(90_001, "Caf\u{fffd}".to_owned())])
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
    assert!(refusal(b"\xEF\xBB\xBF<html><body>").contains("web page"));
}

#[test]
fn a_header_that_comes_again_is_no_product() {
    let run = Run::usd("Title,Price\nMug,1\ntitle, price\nTee,2\n");
    assert_eq!((run.rows, run.created().len()), (2, 2));
    assert_eq!(run.told(), ["3 -: This repeats the header, so it was skipped."]);
    let run = Run::usd("Title,Price\nMug,1\nTitle,Price\n");
    assert_eq!((run.rows, run.told().len()), (1, 1));
}

#[test]
fn columns_are_sampled_and_the_unknown_ones_reported() {
    let table = Table::open(Cursor::new("Title,Price,Fabric,,\nMug,1,,,\nTee,2,Wool,,\n"));
    let table = table.unwrap().surveyed().unwrap();
    let mut mapping = table.mapping(Dialect::Ours, Currency::USD);
    assert_eq!(
        (mapping.columns[2].sample.as_deref(), mapping.columns.len()),
        (Some("Wool"), 3)
    );
    assert_eq!(mapping.ignored().collect::<Vec<_>>(), ["Fabric"]);
    mapping.choose(2, Some(Field::Title));
    assert_eq!(
        (mapping.heading(Field::Title).as_deref(), mapping.columns[0].field),
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
    fn no_text_in_rows_makes_the_importer_stumble(text in "(handle|title|price|sku|option1_value|currency|slug|variation|variable|id:|parent|[\",;\t\r\n]|[ -~€é]){0,80}") {
        read_whole(text.as_bytes());
        read_whole(format!("handle,title,price,sku,on_hand,option1_value,currency\n{text}").as_bytes());
        for header in [
            "slug,sku,name,price,currency,option1_value,weight,image1_src",
            "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Variant Image,Status",
            "ID,Type,SKU,Name,Regular price,Sale price,Stock,Parent,Attribute 1 name,Attribute 1 value(s)",
            "Product Handle,Product Title,Variant Price EUR,Variant Price A [EUR],Variant Option 1 Name,Variant Option 1 Value",
        ] {
            read_whole(format!("{header}\n{text}").as_bytes());
        }
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
            Ok(_) => prop_assert_eq!(rows(&bytes).iter().map(|row| row.cells().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>(), expected),
            Err(error) => prop_assert!(expected.is_empty(), "{error}"),
        }
    }
}

/// A source that gives no more than a few bytes at a time.
struct Drops<'a>(Cursor<&'a [u8]>, usize);

impl std::io::Read for Drops<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let most = self.1.min(into.len());
        std::io::Read::read(&mut self.0, &mut into[..most])
    }
}

impl std::io::Seek for Drops<'_> {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        std::io::Seek::seek(&mut self.0, to)
    }
}

#[test]
fn rows_are_the_same_wherever_a_read_or_a_chunk_ends() {
    let row = "\"é, \"\"quoted\"\"\r\nand more €\",🎉,12\r\n";
    // Chunks of 64 KB end at every place of some row.
    let text = "title,x,price\r\n".to_owned() + &row.repeat(20_000);
    let whole = rows(text.as_bytes());
    assert!(
        whole
            .iter()
            .all(|row| row.cells().eq(["é, \"quoted\"\nand more €", "🎉", "12"]))
    );
    assert_eq!((whole.len(), whole.last().unwrap().line), (20_000, 40_000));
    for most in 1..40 {
        let short = &text.as_bytes()[..2_000];
        let mut table = Table::open(Drops(Cursor::new(short), most)).unwrap();
        let read: Vec<_> = std::iter::from_fn(|| table.next_row().unwrap()).collect();
        assert_eq!(read, rows(short), "{most} bytes at a time");
    }
}

/// Reads to the end and drafts every product; what comes of it does not matter, that it comes does.
fn read_whole(bytes: &[u8]) {
    let Ok(mut table) = Table::open(Cursor::new(bytes)).and_then(Table::surveyed) else {
        return;
    };
    let dialect = recognise(table.header()).dialect().unwrap_or(Dialect::Spree);
    let mapping = table.mapping(dialect, Currency::EUR);
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
