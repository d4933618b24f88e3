//! Tests of forms with files: limits, temporary storage, clean-up.

use super::*;
use crate::testing::{Actor, Answer, TestApp};
use axum::body::Bytes;
use axum::http::Method;
use futures::{StreamExt, stream};
use std::time::{Duration, SystemTime};
use tower::ServiceExt;

fn part(name: &str, value: &str) -> String {
    format!("--end\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

fn file_head(name: &str) -> String {
    format!("--end\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n")
}

async fn send(seller: &Actor, body: impl Into<Body>) -> Answer {
    let kind = [("content-type", "multipart/form-data; boundary=end")];
    seller
        .api(Method::POST, "/seller/products/imports", &kind, body)
        .await
}

/// A body of pieces, as they come over the wire.
fn pieces(pieces: impl Iterator<Item = String> + Send + 'static) -> Body {
    Body::from_stream(stream::iter(
        pieces.map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece))),
    ))
}

fn incoming(app: &TestApp) -> usize {
    std::fs::read_dir(app.files().join("incoming")).map_or(0, |files| files.count())
}

#[tokio::test]
async fn fields_are_bounded_in_number_in_length_and_in_all() {
    let app = TestApp::new().await;
    let seller = app.seller("ann").await;
    let many: String = (0..100)
        .map(|number| part(&format!("field{number}"), "x"))
        .collect();
    send(&seller, many + "--end--\r\n")
        .await
        .is_problem(413, "too_large");
    let same: String = (0..1_000).map(|_| part("same", "x")).collect();
    send(&seller, same + "--end--\r\n")
        .await
        .is_problem(413, "too_large");
    let long = part("mapping", &"x".repeat(200_000));
    send(&seller, long + "--end--\r\n")
        .await
        .is_problem(413, "too_large");
    assert_eq!(
        (incoming(&app), app.budget.left()),
        (0, app.config.bounds.buffer_bytes)
    );
}

#[tokio::test]
async fn a_part_without_an_end_of_its_head_is_given_up() {
    let app = TestApp::new().await;
    let seller = app.seller("ann").await;
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = taken.clone();
    let endless = |begin: String| {
        let counted = counted.clone();
        pieces(std::iter::once(begin).chain((0..2_000).map(move |_| {
            counted.fetch_add(16 * 1024, Ordering::Relaxed);
            "x".repeat(16 * 1024)
        })))
    };
    send(&seller, endless("--end\r\nx: ".to_owned()))
        .await
        .is_problem(400, "malformed");
    send(&seller, endless(String::new()))
        .await
        .is_problem(400, "malformed");
    assert!(taken.load(Ordering::Relaxed) < 4 * 1024 * 1024, "{taken:?}");
}

#[tokio::test]
async fn a_file_too_large_is_refused_before_it_is_read_or_as_soon_as_it_is() {
    let app = TestApp::new().await;
    let seller = app.seller("ann").await;
    let place = format!("/seller/{}/logo", seller.seller());
    let kind = [("content-type", "multipart/form-data; boundary=end")];
    let large = file_head("logo.png") + &"x".repeat(12 * 1024 * 1024) + "\r\n--end--\r\n";
    let refused = seller
        .api(Method::PUT, &place, &kind, large)
        .await
        .is_problem(413, "too_large");
    assert_eq!(refused.error("file"), "The file is larger than 10 MB.");
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = taken.clone();
    let endless = pieces(
        std::iter::once(file_head("logo.png")).chain((0..1_000).map(move |_| {
            counted.fetch_add(1024 * 1024, Ordering::Relaxed);
            "x".repeat(1024 * 1024)
        })),
    );
    seller
        .api(Method::PUT, &place, &kind, endless)
        .await
        .is_problem(413, "too_large");
    assert!(taken.load(Ordering::Relaxed) <= 13 * 1024 * 1024, "{taken:?}");
    assert_eq!(incoming(&app), 0);
}

#[tokio::test]
async fn an_upload_in_the_middle_is_on_the_disk_and_goes_with_its_sender() {
    let app = TestApp::new().await;
    let seller = app.seller("ann").await;
    let (mut send_piece, receive) = futures::channel::mpsc::channel::<Result<Bytes, std::io::Error>>(1);
    let sending = tokio::spawn(async move { send(&seller, Body::from_stream(receive)).await.status });
    use futures::SinkExt;
    send_piece.send(Ok(file_head("p.csv").into())).await.unwrap();
    for _ in 0..64 {
        send_piece
            .send(Ok(Bytes::from(vec![b'x'; 64 * 1024])))
            .await
            .unwrap();
    }
    assert_eq!(
        (incoming(&app), app.budget.left()),
        (1, app.config.bounds.buffer_bytes)
    );
    sending.abort();
    let _ = sending.await;
    drop(send_piece);
    // A request that writes ends by itself when its body breaks off.
    for _ in 0..100 {
        if incoming(&app) == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(incoming(&app), 0);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let app = TestApp::new().await;
    let seller = app.seller("ann").await;
    send(&seller, file_head("p.csv") + "handle,name\nmug,")
        .await
        .is_problem(400, "malformed");
    let twice = file_head("a.csv") + "a\r\n" + &file_head("b.csv") + "b\r\n--end--\r\n";
    send(&seller, twice).await.is(422);
    send(&seller, "nothing of the kind")
        .await
        .is_problem(400, "malformed");
    assert_eq!(incoming(&app), 0);
}

#[tokio::test]
async fn files_read_into_memory_are_charged_to_the_budget() {
    let app = TestApp::with(|config| config.bounds.buffer_bytes = 100_000).await;
    let seller = app.seller("ann").await;
    let place = format!("/seller/{}/logo", seller.seller());
    let logo = vec![b'x'; 200_000];
    let refused = seller
        .put_file(&place, ("logo.png", &logo))
        .await
        .is_problem(503, "overloaded");
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!((incoming(&app), app.budget.left()), (0, 100_000));
}

#[tokio::test]
async fn an_upload_without_a_length_has_arrived_with_its_last_part() {
    let app = TestApp::with(|config| {
        config.bounds.times.answer = Duration::from_millis(300);
        config.bounds.max_concurrent = 1;
    })
    .await;
    let read = async |axum::extract::State(app): axum::extract::State<App>, request: Request| {
        let (_, upload) = Incoming::of(&app, request)
            .await
            .one(1_000, &["kind", "note"])
            .await;
        upload.unwrap();
        tokio::time::sleep(Duration::from_secs(60)).await;
    };
    let service = axum::Router::new()
        .route("/upload", axum::routing::put(read))
        .layer(axum::middleware::from_fn_with_state(
            (*app).clone(),
            intake::layer,
        ))
        .with_state((*app).clone());
    // More could follow behind the last part, and does not.
    let whole = file_head("a.csv") + "x\r\n--end--\r\n";
    let open = stream::iter([Ok::<_, std::io::Error>(Bytes::from(whole))]).chain(stream::pending());
    let request = axum::http::Request::builder()
        .method(Method::PUT)
        .uri("/upload")
        .header("content-type", "multipart/form-data; boundary=end")
        .body(Body::from_stream(open))
        .unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(5), service.oneshot(request));
    let answer = answer.await.expect("an answer in time").unwrap();
    assert_eq!((answer.status().as_u16(), app.slots.free()), (503, 0));
}

/// A form with one file of so many bytes, as a request.
fn form(length: usize) -> Request {
    let body = file_head("a.csv") + &"x".repeat(length) + "\r\n--end--\r\n";
    axum::http::Request::builder()
        .method(Method::POST)
        .header("content-type", "multipart/form-data; boundary=end")
        .body(Body::from(body))
        .unwrap()
}

#[tokio::test]
async fn files_that_come_in_take_no_more_of_the_disk_than_the_budget() {
    let app = TestApp::new().await;
    let budget = crate::budget::Budget::of(1_000_000, 4_000);
    let small = App::clone(&app).with(|ports| ports.budget = budget);
    let upload = async |length| {
        Incoming::of(&small, form(length))
            .await
            .one(1_000_000, &[])
            .await
            .1
    };
    let held = upload(3_000).await.unwrap();
    let refused = upload(2_000).await.unwrap_err();
    assert_eq!(refused.code.status(), 503);
    assert!(refused.retry_after().is_some());
    assert_eq!((incoming(&app), small.budget.incoming_left()), (1, 1_000));
    drop(held);
    upload(2_000).await.unwrap();
    assert_eq!((incoming(&app), small.budget.incoming_left()), (0, 4_000));
}

#[tokio::test]
async fn a_large_file_for_which_the_shop_has_no_room_is_refused_before_it_comes() {
    let app = TestApp::with(|config| config.bounds.shop_bytes = 1_000_000).await;
    let seller = app.seller("ann").await;
    let large = file_head("p.csv") + &"x".repeat(LARGE as usize) + "\r\n--end--\r\n";
    let refused = send(&seller, large).await.is_problem(413, "too_large");
    assert!(refused.error("file").contains("no space"), "{}", refused.text());
    assert_eq!(incoming(&app), 0);
}

#[tokio::test]
async fn a_key_stands_for_one_file_whatever_the_form_around_it_looks_like() {
    let app = TestApp::new().await;
    let seller = app.seller("ann").await;
    let import = async |boundary: &str, file: &str| {
        let kind = format!("multipart/form-data; boundary={boundary}");
        let headers = [("content-type", kind.as_str()), ("idempotency-key", "k")];
        let body = (file_head("p.csv") + file + "\r\n--end--\r\n").replace("--end", &format!("--{boundary}"));
        seller
            .api(Method::POST, "/seller/products/imports", &headers, body)
            .await
    };
    let mug = "Handle,Title,Variant Price\nmug,Mug,5.00\n";
    let first = import("end", mug).await;
    assert!(first.status.is_success(), "{}", first.text());
    let again = import("other", mug).await;
    assert_eq!(
        (again.header("idempotency-replayed"), again.text()),
        ("true", first.text())
    );
    import("end", &mug.replace("5.00", "6.00"))
        .await
        .is_problem(422, "idempotency_mismatch");
    assert_eq!(incoming(&app), 0);
}

#[test]
fn what_a_killed_process_left_is_removed_once_it_is_old() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("left"), "x").unwrap();
    let hour = Duration::from_secs(3600);
    file::remove_old(folder.path(), SystemTime::now());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    file::remove_old(folder.path(), SystemTime::now() + 2 * hour);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_form_with_a_file_and_a_field_that_it_does_not_have_is_refused() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let (png, csv) = (
        ("a.png", &b"no picture"[..]),
        ("a.csv", &b"sku,counted\nM,1\n"[..]),
    );
    let colour = [("colour", "red")];
    let refused = ann.upload("/seller/documents", png, &colour).await.is(422).json();
    assert_eq!(refused["errors"]["colour"][0], "That field does not exist.");
    let document = ann.form_with_file("/settings/documents", png, &colour).await;
    assert_eq!(document.status, 422);
    for (path, file) in [
        ("/products/inventory/sheets", csv),
        ("/settings/logo", png),
        ("/products/imports", csv),
    ] {
        let page = ann.form_with_file(path, file, &colour).await;
        assert_eq!(page.status, 422, "{path}");
        assert!(page.text().contains("That field does not exist."), "{path}");
    }
    assert_eq!(incoming(&app), 0);
}
