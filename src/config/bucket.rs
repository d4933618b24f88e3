//! The setting of a bucket that speaks S3.

use url::Url;

/// A bucket that speaks S3, as the setting names it.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    /// Endpoint of an S3-compatible host other than Amazon.
    pub endpoint: Option<String>,
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: String,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bucket({})", self.name)
    }
}

impl Bucket {
    /// Parses `s3://bucket?endpoint=…&region=…`; the credentials are separate settings. Says what it should
    /// be.
    pub fn parse(setting: &str, access_key_id: &str, secret_access_key: &str) -> Result<Self, &'static str> {
        const SHOULD: &str = "should be s3://bucket?region=… or s3://bucket?endpoint=https://…, or left out for the data folder";
        let url = Url::parse(setting).map_err(|_| SHOULD)?;
        let name = url.host_str().filter(|name| !name.is_empty()).ok_or(SHOULD)?;
        if url.scheme() != "s3" || !matches!(url.path(), "" | "/") {
            return Err(SHOULD);
        }
        let mut bucket = Self {
            name: name.to_owned(),
            endpoint: None,
            region: "us-east-1".to_owned(),
            access_key_id: access_key_id.to_owned(),
            secret_access_key: secret_access_key.to_owned(),
        };
        for (key, value) in url.query_pairs() {
            match key.as_ref() {
                "endpoint" => {
                    let endpoint = Url::parse(&value).map_err(|_| SHOULD)?;
                    if !matches!(endpoint.scheme(), "http" | "https") {
                        return Err(SHOULD);
                    }
                    bucket.endpoint = Some(value.trim_end_matches('/').to_owned());
                }
                "region" if !value.is_empty() => bucket.region = value.into_owned(),
                _ => return Err(SHOULD),
            }
        }
        if access_key_id.is_empty() || secret_access_key.is_empty() {
            return Err("needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }
        Ok(bucket)
    }
}
