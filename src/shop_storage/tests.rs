//! Tests of a shop's storage count and limit.

use super::*;
use crate::testing::{Actor, PDF, TestApp, picture};

async fn small() -> TestApp {
    TestApp::with(|config| config.bounds.shop_bytes = 3_000).await
}

async fn all(app: &TestApp, seller: &Actor) -> i64 {
    used(&app.db, &seller.seller()).await.unwrap().all
}

/// A PDF of at least that many bytes.
fn paper(bytes: usize) -> Vec<u8> {
    let (head, tail) = PDF.split_at(9);
    [head, b"%", &vec![b'x'; bytes], b"\n", tail].concat()
}

#[tokio::test]
async fn documents_fill_a_shops_room_and_give_it_back() {
    let app = small().await;
    let seller = app.pending_seller("ann").await;
    let (one, two) = (paper(2_000), paper(1_500));
    let sent = seller
        .upload("/seller/documents", ("a.pdf", &one), &[])
        .await
        .is(201);
    assert_eq!(all(&app, &seller).await, one.len() as i64);
    let refused = seller
        .upload("/seller/documents", ("b.pdf", &two), &[])
        .await
        .is_problem(413, "too_large");
    assert!(
        refused.error("file").contains("at most 3 KB"),
        "{}",
        refused.text()
    );
    assert_eq!(
        seller.get("/seller/documents").await.json()["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        std::fs::read_dir(app.files().join("documents")).unwrap().count(),
        1
    );
    let place = format!("/seller/documents/{}", sent.id("document_id"));
    seller.delete(&place).await.is(204);
    app.work().await;
    assert_eq!(all(&app, &seller).await, 0);
    seller
        .upload("/seller/documents", ("b.pdf", &two), &[])
        .await
        .is(201);
}

#[tokio::test]
async fn two_files_at_once_do_not_both_take_the_last_room() {
    let app = small().await;
    let seller = app.pending_seller("ann").await;
    let id = seller.seller();
    let takes = (0..8).map(|number| {
        let (app, id) = (&app, &id);
        async move {
            let kind = if number % 2 == 0 {
                Kind::Documents
            } else {
                Kind::ImportFiles
            };
            let mut tx = app.db.begin().await.unwrap();
            let taken = take(&mut tx, id, kind, 1_000, 3_000).await.unwrap();
            tx.commit().await.unwrap();
            taken.is_ok()
        }
    });
    let taken = futures::future::join_all(takes).await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 3);
    let used = used(&app.db, &id).await.unwrap();
    assert_eq!((used.all, used.documents + used.import_files), (3_000, 3_000));
}

#[tokio::test]
async fn a_recount_sets_right_what_differs() {
    let app = TestApp::new().await;
    let seller = app.pending_seller("ann").await;
    let one = paper(2_000);
    seller
        .upload("/seller/documents", ("a.pdf", &one), &[])
        .await
        .is(201);
    let id = seller.seller();
    let mut tx = app.db.begin().await.unwrap();
    count(&mut tx, &id, Kind::Documents, 7_777).await.unwrap();
    count(&mut tx, &id, Kind::ImportFiles, 5).await.unwrap();
    tx.commit().await.unwrap();
    app.later(25 * HOUR_MS);
    app.work().await;
    let used = used(&app.db, &id).await.unwrap();
    assert_eq!(
        (used.all, used.documents, used.import_files),
        (one.len() as i64, one.len() as i64, 0)
    );
}

#[tokio::test]
async fn logos_and_import_files_are_counted_and_the_settings_show_how_much() {
    let app = TestApp::new().await;
    let seller = app.seller("ann").await;
    let logo = picture(300, 300);
    seller
        .put_file(&format!("/seller/{}/logo", seller.seller()), ("logo.png", &logo))
        .await
        .is(200);
    let csv = b"handle,name,price\nmug,Mug,1.00\n";
    seller
        .upload("/seller/products/imports", ("p.csv", csv), &[])
        .await
        .is(202);
    let used = used(&app.db, &seller.seller()).await.unwrap();
    assert_eq!(used.import_files, csv.len() as i64);
    assert!(
        used.pictures > 0 && used.all == used.pictures + used.import_files,
        "{used:?}"
    );
    seller
        .page("/settings")
        .await
        .is(200)
        .has("Storage")
        .has("of 5.4 GB")
        .has(&size(used.pictures));
}

#[tokio::test]
async fn an_import_without_room_is_refused_and_leaves_nothing() {
    let app = small().await;
    let seller = app.seller("ann").await;
    let rows: String = (0..200)
        .map(|row| format!("mug-{row},Mug {row},1.00\n"))
        .collect();
    let csv = format!("handle,name,price\n{rows}");
    let refused = seller.upload("/seller/products/imports", ("p.csv", csv.as_bytes()), &[]);
    refused.await.is_problem(413, "too_large");
    assert_eq!(
        seller.get("/seller/products/imports").await.json()["data"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    assert_eq!(std::fs::read_dir(app.files().join("imports")).unwrap().count(), 0);
    assert_eq!(all(&app, &seller).await, 0);
}

#[test]
fn sizes_read_well() {
    let sizes = [0, 999, 1_000, 1_550_000, 5_368_709_120].map(size);
    assert_eq!(sizes, ["0 bytes", "999 bytes", "1 KB", "1.6 MB", "5.4 GB"]);
}
