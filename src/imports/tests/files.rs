//! Tests of damaged files and failures during an import.

use crate::clock::DAY_MS;
use crate::testing::{TestApp, bucket};
use serde_json::{Value, json};

const IMPORTS: &str = "/seller/products/imports";

fn counts(import: &Value) -> [i64; 6] {
    ["rows", "products", "created", "updated", "unchanged", "failed"]
        .map(|name| import[name].as_i64().unwrap())
}

/// A sheet with as many columns, one row below the header.
fn wide(columns: usize) -> String {
    let mut header = "title,price".to_owned();
    let mut row = "Mug,5".to_owned();
    for number in 2..columns {
        header.push_str(&format!(",column {number}"));
        row.push_str(",x");
    }
    format!("{header}\n{row}\n")
}

#[tokio::test]
async fn a_file_that_cannot_be_taken_is_refused_by_program_and_page_alike() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let xlsx = b"PK\x03\x04\x14\0\x06\0xl/workbook.xml".to_vec();
    for (file, said) in [
        (xlsx, "Excel"),
        (b"title,price\n".to_vec(), "no rows"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "picture"),
        (b"".to_vec(), ""),
        (vec![0; 4_000], ""),
    ] {
        let answer = ann
            .upload(IMPORTS, ("x.csv", &file), &[])
            .await
            .is_problem(422, "validation");
        assert!(answer.error("file").contains(said), "{said}: {}", answer.text());
        ann.form_with_file("/products/imports", ("x.csv", &file), &[])
            .await
            .is(422)
            .has(said);
    }
}

#[tokio::test]
async fn a_sheet_of_five_thousand_columns_can_be_looked_at_and_taken() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let file = wide(5_000);
    let path = ann
        .form_with_file("/products/imports", ("wide.csv", file.as_bytes()), &[])
        .await
        .is(303)
        .location();
    let page = ann.page(&path).await.is(200).has("column 2");
    assert!(page.bytes.len() < 2_000_000, "{} bytes", page.bytes.len());
    let answer = ann
        .upload(IMPORTS, ("wide.csv", file.as_bytes()), &[])
        .await
        .is(202);
    app.work().await;
    let import = ann.get(&answer.location()).await.json();
    assert_eq!(counts(&import), [1, 1, 1, 0, 0, 0], "{import}");
}

#[tokio::test]
async fn a_row_that_never_ends_is_refused_and_those_before_it_come_in() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let mut file = "title,price,description\n".to_owned();
    for number in 0..2_000 {
        file.push_str(&format!("Product {number},5,fine\n"));
    }
    let truncated = format!("{file}Last,5,\"never closed");
    let long = format!("{file}Long,5,\"{}\"\n", "x".repeat(10 * 1024 * 1024));
    for file in [truncated, long] {
        let answer = ann.upload(IMPORTS, ("x.csv", file.as_bytes()), &[]).await.is(202);
        app.work().await;
        let import = ann.get(&answer.location()).await.is(200).json();
        assert_eq!(import["products"], 2_001, "{import}");
        assert_eq!(import["failed"], 1, "{import}");
        assert_eq!(import["errors"][0]["row"], 2_002, "{import}");
    }
}

#[tokio::test]
async fn nuls_and_broken_letters_spoil_no_other_row() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    // So far into the file nobody takes it for a picture any more.
    let mut file = b"handle,title,price,description\n".to_vec();
    for number in 0..1_500 {
        file.extend(
            format!("p{number},Product {number},7,plain and long enough to be taken for text\n").bytes(),
        );
    }
    file.extend(b"mug,M\0ug,5,\nc\0up,Cup,6,\nbad,Caf\xe9 \x81,7,\n");
    let answer = ann.upload(IMPORTS, ("x.csv", &file), &[]).await.is(202);
    app.work().await;
    let import = ann.get(&answer.location()).await.json();
    assert_eq!(import["status"], "done", "{import}");
    assert_eq!(
        import["created"].as_i64().unwrap() + import["failed"].as_i64().unwrap(),
        1_503
    );
    ann.get("/seller/products?q=mug").await.is(200).has("\"Mug\"");
}

#[tokio::test]
async fn a_disk_that_takes_no_file_is_told_and_nothing_is_half_kept() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    std::fs::create_dir_all(app.files()).unwrap();
    std::fs::write(app.files().join("imports"), "in the way").unwrap();
    let file = b"title,price\nMug,5\n";
    let answer = ann.upload(IMPORTS, ("x.csv", file), &[]).await.is(503);
    assert!(answer.text().contains("no space"), "{}", answer.text());
    ann.form_with_file("/products/imports", ("x.csv", file), &[])
        .await
        .is(503);
    assert_eq!(ann.get(IMPORTS).await.json()["data"], json!([]));
}

#[tokio::test]
#[ignore = "needs the S3-compatible server of ./test.sh"]
async fn an_import_is_carried_out_on_a_machine_that_has_only_the_bucket() {
    let app = TestApp::with(|config| config.bucket = Some(bucket("pictures"))).await;
    let ann = app.seller("ann").await;
    let file = b"title,price\nMug,5\nCup,zero\n";
    let location = ann.upload(IMPORTS, ("x.csv", file), &[]).await.is(202).location();
    // Nothing of it stands on the machine that took it.
    std::fs::remove_dir_all(app.files()).unwrap();
    app.work().await;
    let ann = app.signed_in("ann").await;
    let import = ann.get(&location).await.is(200).json();
    assert_eq!(
        (&import["created"], &import["failed"]),
        (&json!(1), &json!(1)),
        "{import}"
    );
    let refused = ann.get(&format!("{location}/errors.csv")).await.is(200);
    assert!(refused.text().contains("Cup"), "{}", refused.text());
    app.later(31 * DAY_MS);
    app.work().await;
    let ann = app.signed_in("ann").await;
    ann.get(&format!("{location}/errors.csv"))
        .await
        .is_problem(409, "conflict");
}

#[tokio::test]
async fn rows_that_mean_one_product_by_different_names_come_together() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    // The second row has no handle: its SKU says that it means the product that the first one makes.
    let file = "handle,title,sku,price\nmug,Mug,MUG,5\n,,MUG,6\nmug-2,Mug,,7\n,Mug,,8\n";
    let answer = ann.upload(IMPORTS, ("x.csv", file.as_bytes()), &[]).await.is(202);
    app.work().await;
    let import = ann.get(&answer.location()).await.json();
    assert_eq!(counts(&import), [4, 4, 2, 2, 0, 0], "{import}");
    let again = ann.upload(IMPORTS, ("x.csv", file.as_bytes()), &[]).await.is(202);
    app.work().await;
    let import = ann.get(&again.location()).await.json();
    assert_eq!(
        (&import["created"], &import["failed"]),
        (&json!(0), &json!(0)),
        "{import}"
    );
}

#[tokio::test]
async fn products_of_one_title_get_handles_of_their_own() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    ann.product("Mug", "5.00", 1).await;
    let file = "title,sku,price\nMug,A,5\nMug,B,6\nMug,C,7\n";
    let answer = ann.upload(IMPORTS, ("x.csv", file.as_bytes()), &[]).await.is(202);
    app.work().await;
    let import = ann.get(&answer.location()).await.json();
    assert_eq!(import["failed"], 0, "{import}");
    let handles: Vec<(String,)> = sqlx::query_as("select handle from products order by handle")
        .fetch_all(app.db.reader())
        .await
        .unwrap();
    let mut distinct = handles.clone();
    distinct.dedup();
    assert_eq!(handles, distinct);
    assert_eq!(handles.len() as i64, 1 + import["created"].as_i64().unwrap());
}

#[tokio::test]
async fn an_import_beside_other_edits_loses_none_of_them() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let rows: Vec<String> = (0..300)
        .map(|number| format!("p{number},Product {number},S{number},5,10"))
        .collect();
    let header = "handle,title,sku,price,on_hand";
    let file = format!("{header}\n{}\n", rows.join("\n"));
    ann.upload(IMPORTS, ("x.csv", file.as_bytes()), &[]).await.is(202);
    app.work().await;
    let dearer = file.replace(",5,10", ",6,10");
    let answer = ann
        .upload(IMPORTS, ("y.csv", dearer.as_bytes()), &[])
        .await
        .is(202);
    let edits = async {
        for number in (0..300).step_by(30) {
            let items = json!({ "items": [{ "sku": format!("S{number}"), "on_hand": 3 }] });
            ann.put("/seller/inventory", items).await.is(200);
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::join!(app.drain(), edits);
    app.work().await;
    let import = ann.get(&answer.location()).await.json();
    assert_eq!(counts(&import), [300, 300, 0, 300, 0, 0], "{import}");
    // Each change of stock is in the adjustments, whoever came first.
    let (wrong,): (i64,) = sqlx::query_as(
        "select count(*) from variants v where v.on_hand <>
             (select cast(sum(a.on_hand_change) as bigint) from adjustments a where a.variant_id = v.variant_id)",
    )
    .fetch_one(app.db.reader())
    .await
    .unwrap();
    assert_eq!(wrong, 0);
}
