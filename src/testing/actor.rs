//! Test actors: a person with browser and API tokens, or a program with a key.

use super::answer::Answer;
use crate::id::{SellerId, UserId};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use axum::response::Response;
use cookie::Cookie;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;

/// Every actor's password.
pub const PASSWORD: &str = "a password of the tests";

/// The whole service as a connection would see it.
pub type Wire = BoxCloneSyncService<Request<Body>, Response, Infallible>;

/// Speaks to the service. Calls of the API carry the token or key; pages and forms carry the cookies.
#[derive(Clone)]
pub struct Actor {
    wire: Wire,
    /// The token, or the key of a program.
    pub token: Option<String>,
    pub refresh_token: Option<String>,
    pub email: String,
    pub user_id: Option<UserId>,
    /// The id of a program's key.
    pub key_id: Option<String>,
    /// The seller acted for.
    pub seller_id: Option<SellerId>,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Actor {
    /// Someone nobody knows.
    pub fn anonymous(wire: Wire) -> Self {
        Self {
            wire,
            token: None,
            refresh_token: None,
            email: String::new(),
            user_id: None,
            key_id: None,
            seller_id: None,
            cookies: Arc::default(),
        }
    }

    /// Signs in twice: by the API for a token, and in the browser for a session cookie.
    pub async fn signed_in(wire: Wire, email: &str, password: &str) -> Self {
        let mut actor = Self::anonymous(wire);
        actor.email = email.to_owned();
        actor.sign_in(password).await;
        actor
    }

    /// Signs in (again): afterwards the password counts as freshly given.
    pub async fn sign_in(&mut self, password: &str) {
        self.token = None;
        let sign_in = json!({ "email": self.email, "password": password });
        let tokens = self.post("/auth/login", sign_in).await.is(200).json();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        self.token = text(&tokens["token"]);
        self.refresh_token = text(&tokens["refresh_token"]);
        self.user_id = text(&tokens["user"]["user_id"]).map(UserId::stored);
        self.seller_id = text(&tokens["user"]["seller_id"]).map(SellerId::stored);
        let email = self.email.clone();
        self.form(
            "/do/accounts/sign-in",
            &[("email", &email), ("password", password)],
        )
        .await
        .is(302);
    }

    /// A program with an API key.
    pub fn with_key(wire: Wire, key: String) -> Self {
        let mut actor = Self::anonymous(wire);
        actor.token = Some(key);
        actor
    }

    /// The seller acted for.
    #[track_caller]
    pub fn seller(&self) -> SellerId {
        self.seller_id.clone().expect("this actor acts for a seller")
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// A POST with an `Idempotency-Key`.
    pub async fn post_once(&self, path: &str, key: &str, body: Value) -> Answer {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        self.api(Method::POST, path, &headers, body.to_string()).await
    }

    /// A call of the API with headers and a body as they are.
    pub async fn api(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).expect("a request")).await
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        match body {
            Some(body) => {
                let headers = [("content-type", "application/json")];
                self.api(method, path, &headers, body.to_string()).await
            }
            None => self.api(method, path, &[], Body::empty()).await,
        }
    }

    /// Uploads one file by the API as multipart form, with other fields beside it.
    pub async fn upload(&self, path: &str, file: (&str, &[u8]), fields: &[(&str, &str)]) -> Answer {
        let (kind, body) = multipart(file, fields);
        self.api(Method::POST, path, &[("content-type", &kind)], body)
            .await
    }

    /// Puts one file in the place of another by the API.
    pub async fn put_file(&self, path: &str, file: (&str, &[u8])) -> Answer {
        let (kind, body) = multipart(file, &[]);
        self.api(Method::PUT, path, &[("content-type", &kind)], body)
            .await
    }

    /// Opens a page as a browser does; redirects are not followed.
    pub async fn page(&self, path: &str) -> Answer {
        self.browse(Method::GET, path, &[], Body::empty()).await
    }

    /// Posts a form as a browser does; redirects are not followed.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.browse(Method::POST, path, &headers, body).await
    }

    /// Posts a form with a file as a browser does; redirects are not followed.
    pub async fn form_with_file(&self, path: &str, file: (&str, &[u8]), fields: &[(&str, &str)]) -> Answer {
        let (kind, body) = multipart(file, fields);
        self.browse(Method::POST, path, &[("content-type", &kind)], body)
            .await
    }

    /// A browser's request with headers and a body as they are; cookies that come back are kept.
    pub async fn browse(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::HOST, "127.0.0.1:3000");
        let cookies = self.cookies();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.send(request.body(body.into()).expect("a request")).await;
        self.keep_cookies(&answer);
        answer
    }

    /// The cookies as the browser would send them.
    pub fn cookies(&self) -> String {
        let cookies = self.cookies.lock().expect("cookies");
        let pairs: Vec<String> = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    /// Forgets every cookie, as a browser on another machine.
    pub fn forget_cookies(&self) {
        self.cookies.lock().expect("cookies").clear();
    }

    /// Copies the actor into another browser, whose cookie changes stay there.
    pub fn apart(&self) -> Self {
        let cookies = self.cookies.lock().expect("cookies").clone();
        Self {
            cookies: Arc::new(Mutex::new(cookies)),
            ..self.clone()
        }
    }

    fn keep_cookies(&self, answer: &Answer) {
        let mut cookies = self.cookies.lock().expect("cookies");
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let set = Cookie::parse(set.to_str().expect("a cookie of ASCII")).expect("a cookie");
            let (name, value) = set.name_value();
            if set.max_age().is_some_and(|age| age.is_zero()) || value.is_empty() {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Sends a request as it is.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let asked = format!("{} {}", request.method(), request.uri());
        let peer: SocketAddr = ([127, 0, 0, 1], 40_000).into();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = match self.wire.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("the answer can be read whole");
        Answer {
            asked,
            status: parts.status,
            headers: parts.headers,
            bytes: bytes.to_vec(),
        }
    }
}

/// A multipart body of one file, named `file`, and other fields; with its content type.
fn multipart((name, content): (&str, &[u8]), fields: &[(&str, &str)]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----a-boundary-of-the-tests";
    let mut body = Vec::new();
    for (field, value) in fields {
        let part =
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         content-type: text/csv\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}
