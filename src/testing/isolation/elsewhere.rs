//! Tests of admin addresses from networks that are not allowed.

use super::{For, Row, table};
use crate::testing::actor::Actor;
use crate::testing::answer::Answer;
use crate::testing::test_app::TestApp;
use axum::http::Method;
use regex::Regex;
use serde_json::Value;

/// The ways to write one address, those that lead to the same thing and those that lead nowhere for anyone.
fn spellings(path: &str) -> Vec<String> {
    let mut all: Vec<String> = ["", "/", "?format=csv", "?format=pdf", "/?format=csv"]
        .iter()
        .map(|end| format!("{}{end}", path.split('?').next().unwrap_or_default()))
        .collect();
    all.push(format!("/.{path}"));
    all.push(format!("/x/..{path}"));
    all.push(path.replacen("admin", "%61dmin", 1));
    all.push(path.replacen("/admin", "/admin/.", 1));
    all
}

/// The answer without what differs from request to request.
fn plain(answer: &Answer) -> String {
    if !answer.text().starts_with('{') {
        return answer.text();
    }
    let mut problem = answer.json();
    problem["request_id"] = Value::Null;
    problem.to_string()
}

async fn ask(actor: &Actor, row: &Row, method: &Method, path: &str) -> Answer {
    match row.kind {
        "page" | "file" => actor.browse(method.clone(), path, &[], "").await,
        "form" | "upload" => {
            let headers = [("content-type", "application/x-www-form-urlencoded")];
            let body = format!("_page=/admin&_once={}&{}", ulid::Ulid::generate(), row.body);
            actor.browse(Method::POST, path, &headers, body).await
        }
        kind => {
            let headers = [("content-type", "application/json")];
            let method = kind.parse().expect("a method");
            actor.api(method, path, &headers, row.body).await
        }
    }
}

#[tokio::test]
async fn from_elsewhere_every_address_of_the_admins_is_as_an_unknown_one() {
    let app = TestApp::with(|config| config.admin_addresses = vec!["10.0.0.0/8".parse().unwrap()]).await;
    let admin = app.super_admin().await;
    let hole = Regex::new(r"\{[^}]*\}").unwrap();
    let nowhere = plain(&admin.page("/nowhere").await.is(404));
    let no_call = plain(&admin.get("/api/v1/nowhere").await.is(404));
    let mut wrong = Vec::new();
    for row in table().iter().filter(|row| matches!(row.whom, For::Admin(_))) {
        let path = hole.replace_all(row.path, "x1");
        let (paths, unknown) = match row.kind {
            "page" | "file" | "form" | "upload" => (spellings(&path), &nowhere),
            _ => {
                let long = format!("/api/v1{path}");
                (
                    vec![format!("/api{path}"), format!("{long}?format=csv"), long],
                    &no_call,
                )
            }
        };
        for path in paths {
            for method in [Method::GET, Method::HEAD] {
                let answer = ask(&admin.apart(), row, &method, &path).await;
                let same = method == Method::HEAD || plain(&answer) == *unknown;
                if answer.status != 404 || !same {
                    wrong.push(format!(
                        "{} {path}: {} {}",
                        row.kind,
                        answer.status,
                        answer.location()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_shop_looked_at_in_the_office_is_not_seen_elsewhere() {
    let app = TestApp::with(|config| {
        config.admin_addresses = vec!["10.0.0.0/8".parse().unwrap()];
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let (ann, admin) = (app.seller("ann").await, app.admin().await);
    let office = [
        ("x-forwarded-for", "10.1.2.3"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let look = format!("seller_id={}", ann.seller());
    admin
        .browse(Method::POST, "/do/admin/view-as", &office, look)
        .await
        .leads_to("/dashboard");
    admin
        .browse(Method::GET, "/orders", &office[..1], "")
        .await
        .is(200);
    admin.page("/orders").await.is(403);
}
