//! Tests that folder and bucket storage behave alike.

use super::*;
use crate::testing::bucket;

#[tokio::test]
async fn a_file_is_kept_given_back_and_taken_away_twice() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::folder(folder.path()).unwrap();
    files.put("documents/a", b"one".to_vec()).await.unwrap();
    assert_eq!(files.get("documents/a").await.unwrap(), "one");
    let (length, _) = files.stream("documents/a").await.unwrap();
    assert_eq!(length, 3);
    files.delete("documents/a").await.unwrap();
    files.delete("documents/a").await.unwrap();
    assert!(matches!(files.get("documents/a").await, Err(FileError::NotThere)));
}

#[test]
fn a_full_disk_and_a_bucket_that_is_away_pass_and_a_mistake_of_ours_does_not() {
    let storage = |kind: ErrorKind| {
        let source = std::io::Error::from(kind);
        let error = object_store::Error::Generic {
            store: "test",
            source: Box::new(source),
        };
        Problem::from(FileError::Storage(error))
    };
    for kind in [ErrorKind::StorageFull, ErrorKind::ConnectionRefused] {
        let problem = storage(kind);
        assert_eq!(
            (problem.code, problem.retry_after_s),
            (Code::Unavailable, Some(60))
        );
    }
    assert_eq!(storage(ErrorKind::NotADirectory).code, Code::Internal);
}

#[tokio::test]
async fn a_key_does_not_lead_out_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), "s").unwrap();
    let inside = folder.path().join("files");
    std::fs::create_dir(&inside).unwrap();
    let files = Files::folder(&inside).unwrap();
    assert!(files.get("../secret").await.is_err());
}

/// The least of S3 that keeps files: what was put can be had and taken away.
async fn bucket_of_the_tests() -> Bucket {
    use axum::extract::{Path, State};
    use axum::http::{HeaderMap, StatusCode};
    use axum::response::IntoResponse;
    use std::collections::HashMap;
    use std::sync::Mutex;
    type Kept = Arc<Mutex<HashMap<String, Bytes>>>;
    let put = async |State(kept): State<Kept>, Path(key): Path<String>, headers: HeaderMap, body: Bytes| {
        let signed = headers
            .get("authorization")
            .and_then(|signed| signed.to_str().ok());
        if !signed.is_some_and(|signed| signed.starts_with("AWS4-HMAC-SHA256 Credential=id/")) {
            return StatusCode::FORBIDDEN.into_response();
        }
        kept.lock().unwrap().insert(key, body);
        [("etag", "\"1\"")].into_response()
    };
    let get = async |State(kept): State<Kept>, Path(key): Path<String>| {
        let found = kept.lock().unwrap().get(&key).cloned();
        let headers = [
            ("etag", "\"1\""),
            ("last-modified", "Mon, 02 Nov 2026 10:00:00 GMT"),
        ];
        found.map_or(StatusCode::NOT_FOUND.into_response(), |found| {
            (headers, found).into_response()
        })
    };
    let delete = async |State(kept): State<Kept>, Path(key): Path<String>| {
        kept.lock().unwrap().remove(&key);
        StatusCode::NO_CONTENT
    };
    let routes = axum::routing::put(put).get(get).delete(delete);
    let service = axum::Router::new()
        .route("/docs/{*key}", routes)
        .with_state(Kept::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, service).into_future());
    Bucket::parse(&format!("s3://docs?endpoint=http://{address}"), "id", "key").unwrap()
}

#[tokio::test]
async fn a_bucket_keeps_files_as_a_folder_does() {
    let files = Files::bucket(&bucket_of_the_tests().await).unwrap();
    files.put("documents/a", b"one".to_vec()).await.unwrap();
    assert_eq!(files.get("documents/a").await.unwrap(), "one");
    assert_eq!(files.stream("documents/a").await.unwrap().0, 3);
    files.delete("documents/a").await.unwrap();
    files.delete("documents/a").await.unwrap();
    assert!(matches!(files.get("documents/a").await, Err(FileError::NotThere)));
}

#[tokio::test]
async fn a_bucket_that_is_not_there_has_deleted_nothing() {
    let bucket = Bucket {
        name: "gone".to_owned(),
        ..bucket_of_the_tests().await
    };
    let files = Files::bucket(&bucket).unwrap();
    assert!(files.delete("documents/a").await.is_err());
}

#[test]
fn a_bucket_is_read_from_one_line() {
    let bucket = Bucket::parse("s3://docs?endpoint=http://127.0.0.1:9000/&region=eu", "id", "key").unwrap();
    assert_eq!((bucket.name.as_str(), bucket.region.as_str()), ("docs", "eu"));
    assert_eq!(bucket.endpoint.as_deref(), Some("http://127.0.0.1:9000"));
    assert!(Files::bucket(&bucket).is_ok());
    for wrong in [
        "docs",
        "gs://docs",
        "s3://docs/folder",
        "s3://docs?acl=public",
        "s3://docs?endpoint=ftp://x",
    ] {
        assert!(Bucket::parse(wrong, "id", "key").is_err(), "{wrong}");
    }
    assert!(Bucket::parse("s3://docs", "", "").is_err());
}

/// Longer than what is sent in one request to a bucket.
async fn a_long_file_goes_in_and_is_read_on_disk(files: &Files) {
    let work = tempfile::tempdir().unwrap();
    let long = vec![7u8; 12 * 1024 * 1024];
    let sent = tempfile::NamedTempFile::new_in(work.path())
        .unwrap()
        .into_temp_path();
    std::fs::write(&sent, &long).unwrap();
    files.take_in("imports/long.csv", sent).await.unwrap();
    let local = files.local("imports/long.csv", work.path()).await.unwrap();
    assert_eq!(std::fs::read(local.path()).unwrap(), long);
    drop(local);
    let soon = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
    let old = async |before| files.older_than("imports", before).await.unwrap();
    assert_eq!(old(soon).await, ["imports/long.csv"]);
    assert!(old(std::time::UNIX_EPOCH).await.is_empty());
    files.delete("imports/long.csv").await.unwrap();
    let gone = files.local("imports/long.csv", work.path()).await;
    assert!(matches!(gone, Err(FileError::NotThere)));
}

#[tokio::test]
async fn a_folder_takes_long_files_in_and_gives_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::folder(folder.path()).unwrap();
    a_long_file_goes_in_and_is_read_on_disk(&files).await;
}

#[tokio::test]
#[ignore = "needs the S3-compatible server of ./test.sh"]
async fn a_real_bucket_keeps_files_and_refuses_who_may_not() {
    let real = bucket("pictures");
    let files = Files::bucket(&real).unwrap();
    let key = format!("products/{}.jpg", crate::secret::random_text(8));
    let large = vec![7u8; 3 * 1024 * 1024];
    files.put(&key, large.clone()).await.unwrap();
    assert_eq!(files.get(&key).await.unwrap(), large);
    let (length, body) = files.stream(&key).await.unwrap();
    assert_eq!(length, large.len() as u64);
    assert_eq!(axum::body::to_bytes(body, usize::MAX).await.unwrap(), large);
    files.delete(&key).await.unwrap();
    files.delete(&key).await.unwrap();
    assert!(matches!(files.get(&key).await, Err(FileError::NotThere)));
    a_long_file_goes_in_and_is_read_on_disk(&files).await;
    let wrong = |id: &str, secret: &str, name: &str| Bucket {
        name: name.to_owned(),
        access_key_id: id.to_owned(),
        secret_access_key: secret.to_owned(),
        ..real.clone()
    };
    let (id, secret) = (real.access_key_id.as_str(), real.secret_access_key.as_str());
    for wrong in [
        wrong("AKIANOBODYNOBODYNOBO", secret, "pictures"),
        wrong(id, "another secret", "pictures"),
        wrong(id, secret, "no-such-bucket"),
    ] {
        let files = Files::bucket(&wrong).unwrap();
        assert!(files.put(&key, b"one".to_vec()).await.is_err(), "{wrong:?}");
        assert!(files.get(&key).await.is_err(), "{wrong:?}");
        assert!(files.delete(&key).await.is_err(), "{wrong:?}");
    }
}
