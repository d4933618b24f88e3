//! The S3-compatible server of the tests, when there is one: `end2end/s3-server.py` prints what is read here.

use crate::files::Bucket;

/// A bucket on the server, named by `STALLHOLDER_TEST_S3`, with credentials that it checks; without one, the tests
/// that need it have nothing to say.
pub fn bucket(name: &str) -> Option<Bucket> {
    let read = |variable: &str| std::env::var(variable).ok().filter(|set| !set.is_empty());
    let server = read("STALLHOLDER_TEST_S3")?;
    let (id, key) = (read("STALLHOLDER_TEST_S3_ID")?, read("STALLHOLDER_TEST_S3_KEY")?);
    let setting = format!("s3://{name}?endpoint={server}");
    Some(Bucket::parse(&setting, &id, &key).expect("the server's settings are right"))
}
