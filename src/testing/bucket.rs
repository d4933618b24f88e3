//! S3-compatible test server, if there is one: `end2end/s3-server.py` prints its address.

use crate::config::Bucket;

/// A bucket on the server, named by `STALLHOLDER_TEST_S3`, with credentials that it checks. Tests that ask for one are
/// marked as ignored; `./test.sh` starts the server and runs them.
pub fn bucket(name: &str) -> Bucket {
    let read = |variable: &str| std::env::var(variable).expect("./test.sh starts the S3-compatible server");
    let setting = format!("s3://{name}?endpoint={}", read("STALLHOLDER_TEST_S3"));
    Bucket::parse(
        &setting,
        &read("STALLHOLDER_TEST_S3_ID"),
        &read("STALLHOLDER_TEST_S3_KEY"),
    )
    .expect("the server's settings are right")
}
