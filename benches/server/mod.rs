//! The release binary as a process of its own, so that its CPU and its memory are its own, and requests to it.
//!
//! Each bench uses a part of this.
#![allow(dead_code)]

use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many requests are under way at once.
const CONNECTIONS: usize = 16;
/// What every account of a seeded database has.
pub const PASSWORD: &str = "stallholder-seed";

/// A number from the environment.
pub fn number(name: &str, default: usize) -> usize {
    let text = std::env::var(name).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// A place under `target/` for a bench's data.
pub fn place(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("target")
        .join(name)
}

/// The binary, on PostgreSQL when an address is given.
pub fn binary(data: &Path, database: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stallholder"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.env("STALLHOLDER_DATA", data);
    if let Some(url) = database {
        command.env("DATABASE_URL", url);
    }
    command
}

/// Fills an empty place, as `stallholder seed` is told: `--sellers 2 --products 4 --orders 4`.
pub fn seed(data: &Path, database: Option<&str>, counts: &str) {
    let _ = std::fs::remove_dir_all(data);
    let started = Instant::now();
    let mut seeding = binary(data, database);
    let seeded = seeding.arg("seed").args(counts.split(' ')).status();
    assert!(seeded.is_ok_and(|status| status.success()), "the seed failed");
    println!("seeded {counts} in {:.1} s", started.elapsed().as_secs_f64());
}

/// The same once: what is there from a run before is used again.
pub fn seed_once(name: &str, counts: &str) -> PathBuf {
    let data = place(name);
    if !data.join("seeded").exists() {
        seed(&data, None, counts);
        std::fs::write(data.join("seeded"), "").expect("a mark");
    }
    data
}

/// A running server, ended with this.
pub struct Server {
    child: Child,
    address: String,
    pub client: Client,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts it on a free port and waits for its first answer; says how long that took.
    pub async fn start(data: &Path, database: Option<&str>) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let here = port.expect("a free port").to_string();
        let mut serve = binary(data, database);
        serve
            .args(["serve", "--addr", &here])
            .env("STALLHOLDER_RATE_LIMITS", "off");
        let started = Instant::now();
        let server = Self {
            child: serve.spawn().expect("the binary"),
            address: format!("http://{here}"),
            client: Client::new(),
        };
        while server.get("/healthz").send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        println!(
            "start to first answer          {:>8.3} s",
            started.elapsed().as_secs_f64()
        );
        server
    }

    pub fn to(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.to(path))
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(self.to(path))
    }

    /// Signs a program in; gives the whole answer.
    pub async fn login(&self, email: &str, password: &str) -> Value {
        let form = json!({ "email": email, "password": password });
        json(self.post("/auth/login").json(&form)).await
    }

    /// The token of a sign-in.
    pub async fn token(&self, email: &str, password: &str) -> String {
        text(&self.login(email, password).await, "token")
    }

    /// A client with the session of a signed-in person.
    pub async fn browser(&self, email: &str) -> Client {
        let browser = Client::builder().cookie_store(true).build().expect("a client");
        let form = [("email", email), ("password", PASSWORD), ("_page", "/login")];
        let answer = browser.post(self.to("/do/accounts/sign-in")).form(&form).send();
        answer.await.expect("an answer");
        browser
    }

    /// Uploads a file of products and waits for what comes of it.
    pub async fn import(&self, token: &str, file: String, dry_run: bool) -> Value {
        let form = Form::new()
            .part("file", Part::text(file).file_name("products.csv"))
            .text("dry_run", dry_run.to_string());
        let imports = "/seller/products/imports";
        let begun = json(self.post(imports).bearer_auth(token).multipart(form)).await;
        let path = format!("{imports}/{}", text(&begun, "import_id"));
        self.until(token, &path, |import| {
            matches!(import["status"].as_str(), Some("done" | "failed"))
        })
        .await
    }

    /// Asks again and again until something is done.
    pub async fn until(&self, token: &str, path: &str, is_done: impl Fn(&Value) -> bool) -> Value {
        loop {
            let shown = json(self.get(path).bearer_auth(token)).await;
            if is_done(&shown) {
                return shown;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// CPU time so far, in milliseconds.
    pub fn cpu_ms(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok());
        (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) * 10.0
    }

    /// What it holds now, in megabytes.
    pub fn memory(&self) -> f64 {
        self.megabytes("VmRSS")
    }

    /// The most it held since [`Server::forget_peak`].
    pub fn peak(&self) -> f64 {
        self.megabytes("VmHWM")
    }

    fn megabytes(&self, name: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with(name));
        let kb = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        kb.unwrap_or(0.0) / 1024.0
    }

    pub fn forget_peak(&self) {
        let _ = std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5");
    }
}

/// The answer's document.
pub async fn json(request: RequestBuilder) -> Value {
    let answer = request.send().await.expect("an answer");
    answer.json().await.expect("JSON")
}

/// A text of a document.
pub fn text(document: &Value, name: &str) -> String {
    let found = document[name].as_str();
    found
        .unwrap_or_else(|| panic!("no {name}: {document}"))
        .to_owned()
}

/// How one of many requests is made.
pub type Making = Arc<dyn Fn(usize) -> RequestBuilder + Send + Sync>;

/// What many requests came to.
pub struct Load {
    /// CPU of the server for each, in milliseconds.
    pub cpu_ms: f64,
    pub per_second: f64,
    /// Ninety-nine of a hundred took no longer, in milliseconds.
    pub p99_ms: f64,
    /// Answers of another status than was wanted.
    pub wrong: usize,
}

impl Load {
    /// A row of a table.
    pub fn print(&self, name: &str) {
        println!(
            "{name:<30} {:>8.3} ms CPU {:>8.0} requests/s {:>8.2} ms p99 {:>4} wrong",
            self.cpu_ms, self.per_second, self.p99_ms, self.wrong
        );
    }
}

/// Makes `requests` requests over 16 connections, after some to warm up.
pub async fn load(server: &Server, requests: usize, wanted: u16, make: Making) -> Load {
    for warm in 0..50 {
        let _ = make(requests + warm).send().await;
    }
    loaded(server, requests, wanted, make, CONNECTIONS).await
}

/// The same one after the other: how long each takes when nothing else is under way.
pub async fn load_alone(server: &Server, requests: usize, wanted: u16, make: Making) -> Load {
    for warm in 0..20 {
        let _ = make(requests + warm).send().await;
    }
    loaded(server, requests, wanted, make, 1).await
}

async fn loaded(server: &Server, requests: usize, wanted: u16, make: Making, connections: usize) -> Load {
    let next = Arc::new(AtomicUsize::new(0));
    let (cpu, started) = (server.cpu_ms(), Instant::now());
    let tasks: Vec<_> = (0..connections)
        .map(|_| tokio::spawn(turns(next.clone(), requests, wanted, make.clone())))
        .collect();
    let (mut took, mut wrong) = (Vec::with_capacity(requests), 0);
    for task in tasks {
        let (some, others) = task.await.expect("a task");
        took.extend(some);
        wrong += others;
    }
    let seconds = started.elapsed().as_secs_f64();
    took.sort();
    Load {
        cpu_ms: (server.cpu_ms() - cpu) / requests as f64,
        per_second: requests as f64 / seconds,
        p99_ms: took
            .get(took.len() * 99 / 100)
            .map_or(0.0, |took| took.as_secs_f64() * 1_000.0),
        wrong,
    }
}

/// Takes requests as long as some are left: how long each took, and how many went wrong.
async fn turns(next: Arc<AtomicUsize>, requests: usize, wanted: u16, make: Making) -> (Vec<Duration>, usize) {
    let (mut took, mut wrong) = (Vec::new(), 0);
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        if at >= requests {
            return (took, wrong);
        }
        let started = Instant::now();
        match make(at).send().await {
            Ok(answer) if answer.status().as_u16() == wanted => {
                let _ = answer.bytes().await;
                took.push(started.elapsed());
            }
            _ => wrong += 1,
        }
    }
}
