use crate::clock::{DAY_MS, HOUR_MS};
use crate::testing::{Actor, PDF, TestApp};
use axum::http::Method;
use serde_json::{Value, json};

const DOCUMENTS: &str = "/seller/documents";

async fn send(seller: &Actor) -> String {
    let sent = seller.upload(DOCUMENTS, ("licence.pdf", PDF), &[]).await;
    sent.is(201).id("document_id")
}

/// Files that lie in the private storage.
fn stored(app: &TestApp) -> usize {
    std::fs::read_dir(app.files().join("documents")).map_or(0, |files| files.count())
}

async fn status(seller: &Actor) -> Value {
    seller.get(DOCUMENTS).await.is(200).json()["data"][0]["status"].clone()
}

#[tokio::test]
async fn a_document_is_given_to_admins_only_and_each_look_is_noted() {
    let app = TestApp::new().await;
    let (ann, bob, admin) = (
        app.pending_seller("ann").await,
        app.seller("bob").await,
        app.admin().await,
    );
    let id = send(&ann).await;
    let path = format!("/admin/sellers/{}/documents/{id}", ann.seller());
    let file = admin.page(&path).await.is(200);
    assert_eq!(file.bytes, PDF);
    assert_eq!(file.header("content-type"), "application/pdf");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"licence.pdf\""
    );
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(file.header("content-security-policy").starts_with("sandbox"));
    admin.get(&format!("/api{path}")).await.is(200);
    for other in [&ann, &bob] {
        other.page(&path).await.is(403);
        other.get(&format!("/api{path}")).await.is(403);
    }
    app.anonymous()
        .page(&path)
        .await
        .leads_to(&format!("/login?next={}", path.replace('/', "%2F")));
    let elsewhere = format!("/admin/sellers/{}/documents/{id}", bob.seller());
    admin.page(&elsewhere).await.is(404);
    let page = format!("/admin/sellers/{}", ann.seller());
    admin
        .page(&page)
        .await
        .is(200)
        .has("Viewed a document")
        .has("licence.pdf");
}

#[tokio::test]
async fn a_file_is_sealed_where_it_lies() {
    let app = TestApp::new().await;
    let ann = app.pending_seller("ann").await;
    send(&ann).await;
    let file = std::fs::read_dir(app.files().join("documents"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let bytes = std::fs::read(file.path()).unwrap();
    assert!(!bytes.windows(5).any(|at| at == b"%PDF-"));
}

#[tokio::test]
async fn what_is_not_one_of_ours_by_its_content_is_refused() {
    let app = TestApp::new().await;
    let ann = app.pending_seller("ann").await;
    let zip_behind = [PDF, b"PK\x05\x06aaaaaaaaaaaaaaaaaa"].concat();
    let cut = &PDF[..30];
    let late = [b"GIF89a".as_slice(), PDF].concat();
    for (name, content) in [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".as_slice()),
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.pdf", &zip_behind),
        ("a.pdf", cut),
        ("a.pdf", &late),
        ("a.jpg", b"\xff\xd8\xff\xe0 nothing of a picture"),
        ("a.docx", b"PK\x03\x04"),
        ("a.pdf", b"MZ"),
    ] {
        let refused = ann.upload(DOCUMENTS, (name, content), &[]).await;
        assert_ne!(refused.is_problem(422, "validation").error("file"), "", "{name}");
    }
    ann.upload(DOCUMENTS, ("", b""), &[]).await.is(422);
    ann.post(DOCUMENTS, json!({})).await.is(415);
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn a_document_of_more_than_ten_megabytes_is_too_large() {
    let app = TestApp::new().await;
    let ann = app.pending_seller("ann").await;
    let large = vec![b'x'; 11 * 1024 * 1024];
    ann.upload(DOCUMENTS, ("a.pdf", &large), &[]).await.is(413);
    let fields = [("_page", "/settings/approval"), ("item_id", "")];
    ann.form_with_file("/settings/documents", ("a.pdf", &large), &fields)
        .await
        .is(413)
        .has("larger than 10 MB");
}

#[tokio::test]
async fn a_refused_document_tells_why_on_the_page_and_by_mail() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.admin().await);
    let id = send(&ann).await;
    let path = format!("/api/admin/sellers/{}/documents/{id}", ann.seller());
    let why = json!({ "reason": "It is blurred." });
    let silent = admin
        .post(&format!("{path}/refusal"), json!({ "reason": " " }))
        .await;
    assert_ne!(silent.is(422).error("reason"), "");
    admin.post(&format!("{path}/refusal"), why.clone()).await.is(204);
    admin
        .post(&format!("{path}/refusal"), why)
        .await
        .is_problem(409, "conflict");
    admin.post(&format!("{path}/acceptance"), json!({})).await.is(409);
    ann.page("/settings/approval").await.is(200).has("It is blurred.");
    ann.delete(&format!("{DOCUMENTS}/{id}"))
        .await
        .is_problem(409, "conflict");
    app.work().await;
    let mails = app.mails_to("ann@example.test");
    assert!(
        mails.iter().any(|mail| mail.text.contains("It is blurred.")),
        "{mails:?}"
    );
}

#[tokio::test]
async fn a_document_that_waits_can_be_taken_back_and_its_file_goes() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.pending_seller("ann").await, app.seller("bob").await);
    let id = send(&ann).await;
    bob.delete(&format!("{DOCUMENTS}/{id}")).await.is(404);
    assert_eq!(stored(&app), 1);
    ann.form("/do/accounts/withdraw-document", &[("document_id", &id)])
        .await
        .leads_to("/settings/approval");
    assert_eq!(ann.get(DOCUMENTS).await.json()["data"], json!([]));
    app.work().await;
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn at_most_twenty_documents_wait() {
    let app = TestApp::new().await;
    let ann = app.pending_seller("ann").await;
    for _ in 0..20 {
        send(&ann).await;
    }
    ann.upload(DOCUMENTS, ("more.pdf", PDF), &[])
        .await
        .is_problem(409, "conflict");
}

#[tokio::test]
async fn files_go_thirty_days_after_the_decision_and_what_was_decided_stays() {
    let app = TestApp::new().await;
    let (ann, admin) = (app.pending_seller("ann").await, app.admin().await);
    let id = send(&ann).await;
    let path = format!("/api/admin/sellers/{}", ann.seller());
    admin
        .post(&format!("{path}/documents/{id}/acceptance"), json!({}))
        .await
        .is(204);
    admin.post(&format!("{path}/approval"), json!({})).await.is(204);
    app.later(30 * DAY_MS - HOUR_MS);
    app.work().await;
    assert_eq!(stored(&app), 1);
    app.later(2 * HOUR_MS);
    app.work().await;
    assert_eq!(stored(&app), 0);
    let admin = app.signed_in("admin").await;
    let document = admin.get(&format!("{path}/documents")).await.is(200).json()["data"][0].clone();
    assert_eq!(document["status"], "accepted");
    assert_ne!(document["removed_at"], json!(null));
    admin.get(&format!("{path}/documents/{id}")).await.is(404);
}

#[tokio::test]
async fn a_file_whose_row_was_cut_off_goes_within_the_hour() {
    let app = TestApp::new().await;
    let ann = app.pending_seller("ann").await;
    let id = send(&ann).await;
    // As a process leaves it that was killed between the file and its second commit.
    let mut tx = app.db.begin().await.unwrap();
    sqlx::query(
        "update verification_documents set status = 'arriving', removal_due_at = $2 where document_id = $1",
    )
    .bind(&id)
    .bind(app.clock.now().0 + HOUR_MS)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ann.get(DOCUMENTS).await.json()["data"], json!([]));
    app.work().await;
    assert_eq!(stored(&app), 1);
    app.later(HOUR_MS);
    app.work().await;
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn the_page_takes_a_document_and_gives_a_failed_form_back() {
    let app = TestApp::new().await;
    let ann = app.pending_seller("ann").await;
    let fields = [("_page", "/settings/approval"), ("item_id", "")];
    ann.form_with_file("/settings/documents", ("a.svg", b"<svg/>"), &fields)
        .await
        .is(422)
        .has("Upload a PDF, or a JPEG");
    ann.page("/settings/documents")
        .await
        .leads_to("/settings/approval");
    ann.form_with_file("/settings/documents", ("licence.pdf", PDF), &fields)
        .await
        .leads_to("/settings/approval");
    ann.page("/settings/approval")
        .await
        .is(200)
        .has("licence.pdf")
        .has("Uploaded. We'll review it");
    assert_eq!(status(&ann).await, "waiting");
    let foreign = [
        ("content-type", "multipart/form-data; boundary=x"),
        ("sec-fetch-site", "cross-site"),
    ];
    ann.browse(Method::POST, "/settings/documents", &foreign, "--x--")
        .await
        .is(403);
}

#[tokio::test]
async fn a_shop_that_closes_takes_its_files_with_it() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    send(&ann).await;
    ann.delete(&format!("/seller/{}", ann.seller())).await.is(204);
    app.work().await;
    assert_eq!(stored(&app), 0);
}
