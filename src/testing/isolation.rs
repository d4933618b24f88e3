//! Access tests: every API route, page and server function, by every kind of actor.
//!
//! The lists come from the running router; the table says whom each address is for. An address without a row
//! fails with its name, so that nothing new is reachable before someone has said by whom.

mod addresses;
mod elsewhere;
mod hostile;
mod lists;
mod looking;
mod sensitive;

use super::actor::{Actor, PASSWORD};
use super::answer::Answer;
use super::isolation_table::TABLES;
use super::test_app::TestApp;
use super::world::World;
use crate::viewer::permission::{self, Access, Duty, SELLER_SCOPES};
use crate::viewer::{AdminRole, Permission, Permissions};
use addresses::addresses;
use axum::body::Body;
use axum::http::Method;
use std::collections::{BTreeMap, BTreeSet};

/// Whom an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// Anyone, signed in or not.
    Anyone,
    /// Any signed-in person.
    Person,
    /// The one person whose thing the address names.
    Itself,
    /// Members of a seller with this right, each on their own things.
    Seller(&'static str),
    /// Members of the one seller that the address names; nobody else learns of it.
    Ours,
    /// The seller whose resource the address names.
    Owner(&'static str),
    /// The one member whose thing the address names, with one of these rights; nobody else in the shop sees it.
    Mine(&'static str),
    /// The marketplace's own people with this duty.
    Admin(&'static str),
    /// Programs with an API key.
    Key,
    /// Nobody, unless in demo mode.
    Demo,
}

/// One line of the table.
struct Row {
    /// `GET` and so on for the API, `page`, or `form`.
    kind: &'static str,
    path: &'static str,
    whom: For,
    /// JSON of a call, fields of a form; `@order_id` stands for the owner's order.
    body: &'static str,
}

fn table() -> Vec<Row> {
    let lines = TABLES
        .iter()
        .flat_map(|table| table.lines())
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (kind, rest) = word(line);
            let (path, rest) = word(rest);
            let (whom, body) = word(rest);
            let whom = match whom {
                "anyone" => For::Anyone,
                "person" => For::Person,
                "self" => For::Itself,
                "ours" => For::Ours,
                "key" => For::Key,
                "demo" => For::Demo,
                other => match other.split_once(':') {
                    Some(("seller", right)) => For::Seller(right),
                    Some(("owner", right)) => For::Owner(right),
                    Some(("mine", rights)) => For::Mine(rights),
                    Some(("admin", duty)) => For::Admin(duty),
                    _ => panic!("{line}: who is {other:?}?"),
                },
            };
            Row {
                kind,
                path,
                whom,
                body,
            }
        })
        .collect()
}

fn word(line: &'static str) -> (&'static str, &'static str) {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    (word, rest.trim_start())
}

#[test]
fn every_address_has_its_row_and_every_row_its_address() {
    let there = addresses();
    let said: BTreeSet<String> = table()
        .iter()
        .map(|row| format!("{} {}", row.kind, row.path.split('?').next().unwrap_or_default()))
        .collect();
    let unsaid: Vec<_> = there.difference(&said).collect();
    let gone: Vec<_> = said.difference(&there).collect();
    assert!(
        unsaid.is_empty() && gone.is_empty(),
        "whom are these for? say it in isolation_table.rs: {unsaid:#?}\nthese are gone: {gone:#?}"
    );
}

impl Row {
    async fn ask(&self, actor: &Actor, world: &World) -> Answer {
        let path = world.fill_path(self.path);
        match self.kind {
            "page" | "file" => actor.page(&path).await,
            "upload" => {
                let headers = [("content-type", "multipart/form-data; boundary=end")];
                actor.browse(Method::POST, &path, &headers, "--end--\r\n").await
            }
            "form" => {
                let headers = [("content-type", "application/x-www-form-urlencoded")];
                let body = Body::from(format!("_page={}&{}", self.page(), world.fill(self.body)));
                actor.browse(Method::POST, &path, &headers, body).await
            }
            method => {
                let method = method.parse().expect("a method");
                let headers = [("content-type", "application/json")];
                let body = match self.body {
                    "" => Body::empty(),
                    body => Body::from(world.fill(body)),
                };
                actor.api(method, &format!("/api/v1{path}"), &headers, body).await
            }
        }
    }

    /// The page that a failed form is shown on again.
    fn page(&self) -> &'static str {
        match self.whom {
            For::Anyone => "/register",
            For::Admin(_) => "/admin",
            For::Person | For::Itself => "/settings/security",
            _ => "/dashboard",
        }
    }

    /// Order of rows: what removes something comes after what needs it; what ends a session last.
    fn when(&self) -> u8 {
        const ENDS: [&str; 6] = ["logout", "sign-out", "close", "sessions", "leave", "membership"];
        match self.kind {
            "DELETE" if self.path == "/seller/{seller_id}" => 4,
            "DELETE" if self.path == "/users/me/sessions" => 3,
            _ if ENDS.iter().any(|word| self.path.contains(word)) => 2,
            "DELETE" => 1,
            _ => u8::from(self.path.contains("remove") || self.path.contains("delete")),
        }
    }

    /// Pages and forms know no tokens: there, a program is nobody.
    fn known_as(&self, who: &'static str) -> &'static str {
        match (self.kind, who) {
            ("page" | "form" | "file" | "upload", "key" | "own key") => "anonymous",
            _ => who,
        }
    }

    /// Why this answer is wrong for someone who may not come here; or nothing.
    fn refuses(&self, answer: &Answer, expected: u16) -> Option<String> {
        let status = answer.status.as_u16();
        let right = match (self.kind, expected) {
            // Someone who is not signed in is led there.
            ("page" | "form" | "file", 401) => {
                answer.status.is_redirection() && answer.location().starts_with("/login")
            }
            _ => status == expected,
        };
        (!right).then(|| format!("{status} {} instead of {expected}", answer.location()))
    }

    /// Why this answer is wrong for someone who may come here; or nothing.
    fn lets_in(&self, answer: &Answer, who: &str) -> Option<String> {
        let status = answer.status.as_u16();
        let is_page = matches!(self.kind, "page" | "file");
        let waits = who == "pending" && status == 403 && answer.text().contains("approved");
        // Ending one's own session leads to the sign-in, as it should.
        let led_away = answer.location().starts_with("/login") && self.whom != For::Anyone && self.when() < 2;
        let right = match status {
            200..=299 => true,
            300..=399 => !led_away,
            // A thing that an admin's row before has used up, or a made-up key.
            404 if matches!(self.whom, For::Admin(_)) => self.kind != "page",
            // What the owner took away a moment before; an invitation that there is not.
            404 if self.whom == For::Anyone => self.body.contains("unknown") || self.path.contains("{name}"),
            404 => matches!(who, "staff" | "own key") && self.when() == 1,
            409 | 415 | 422 | 400 => !is_page,
            401 => self.whom == For::Anyone && !is_page,
            _ => waits,
        };
        (!right).then(|| {
            let start: String = answer.text().chars().take(300).collect();
            format!("{status} {}: {start}", answer.location())
        })
    }
}

/// Expectation of a row for an actor: allowed, or a refusal status. `staff` has exactly what the row asks
/// for, `without` everything but that.
fn expected(row: &Row, who: &str) -> Result<(), u16> {
    let of_seller = matches!(row.whom, For::Seller(_) | For::Owner(_));
    match (row.whom, who) {
        (For::Anyone, _) => Ok(()),
        (For::Demo, _) => Err(404),
        (For::Key, "key") => Ok(()),
        (_, "anonymous") => Err(401),
        (For::Seller(rights) | For::Owner(rights) | For::Mine(rights), "own key") => {
            let access = match row.kind {
                "GET" => Access::Read,
                _ => Access::Write,
            };
            let scopes: Vec<String> = SELLER_SCOPES.iter().map(|scope| scope.0.to_owned()).collect();
            let has = permission::of_scopes(&scopes, access).names();
            if rights == "enter" || rights.split('|').any(|right| has.contains(&right)) {
                Ok(())
            } else {
                Err(403)
            }
        }
        (For::Key, _) | (_, "key" | "own key") => Err(403),
        (For::Person, _) | (For::Itself, "owner") => Ok(()),
        (For::Ours, "owner" | "staff" | "without") => Ok(()),
        (For::Itself | For::Ours, _) => Err(404),
        (For::Mine(_), "owner") => Ok(()),
        (For::Mine(_), "staff" | "without" | "other" | "pending") => Err(404),
        (For::Seller("enter" | "member") | For::Owner("enter"), "without") => Ok(()),
        (For::Seller("own") | For::Owner("own"), "staff" | "without") => Err(403),
        (_, "staff") if of_seller => Ok(()),
        (_, "without") if of_seller => Err(403),
        (_, "admin" | "super" | "finance") if of_seller => Err(403),
        (For::Seller(_), _) | (For::Owner(_), "owner") => Ok(()),
        (For::Owner(_), _) => Err(404),
        (For::Admin(duty), "admin") if AdminRole::Admin.has(duty_of(duty)) => Ok(()),
        (For::Admin(duty), "super") if AdminRole::SuperAdmin.has(duty_of(duty)) => Ok(()),
        (For::Admin(duty), "finance") if AdminRole::Finance.has(duty_of(duty)) => Ok(()),
        (For::Admin(_) | For::Mine(_), _) => Err(403),
    }
}

fn duty_of(name: &str) -> Duty {
    let found = Duty::ALL
        .into_iter()
        .find(|duty| duty.as_str().strip_prefix("admin:") == Some(name));
    found.unwrap_or_else(|| panic!("there is no duty {name:?}"))
}

/// The permissions that a right of the table stands for.
fn permissions_of(right: &str) -> Permissions {
    right
        .split('+')
        .filter_map(|name| match name {
            "enter" | "member" | "own" => None,
            name => Some(Permission::parse(name).unwrap_or_else(|| panic!("there is no right {name:?}"))),
        })
        .collect()
}

impl Row {
    /// Gives the staff member what this row asks for, or everything but the rarest of it.
    async fn set_staff(&self, app: &TestApp, world: &World, who: &str) {
        let (For::Seller(right) | For::Owner(right)) = self.whom else {
            return;
        };
        let asked = permissions_of(right);
        let granted = match who {
            "staff" => asked,
            _ => match asked.iter().last() {
                Some(rarest) => Permissions::all().without(rarest),
                None => Permissions::all(),
            },
        };
        world.grant_staff(app, granted).await;
    }
}

/// The document says of each call what it needs, and it is what the table says.
#[test]
fn the_openapi_document_says_what_each_call_needs() {
    let document = crate::app::openapi();
    let mut needed: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for row in table() {
        let needs = match row.whom {
            For::Seller("own") | For::Owner("own") => vec!["owner".to_owned()],
            For::Seller("enter" | "member") | For::Owner("enter") => continue,
            For::Seller(right) | For::Owner(right) => vec![right.to_owned()],
            For::Mine(rights) => rights.split('|').map(str::to_owned).collect(),
            For::Admin(duty) => vec![format!("admin:{duty}")],
            _ => continue,
        };
        if matches!(row.kind, "page" | "form" | "file" | "upload") {
            continue;
        }
        // Where an address needs one thing or another, it has a row for each.
        let path = row.path.split('?').next().unwrap_or_default();
        needed.entry((row.kind, path)).or_default().extend(needs);
    }
    for ((kind, path), needs) in needed {
        let security = &document["paths"][path][kind.to_lowercase()]["security"];
        let alternatives: Vec<_> = needs
            .iter()
            .map(|need| serde_json::json!({ "token": [need] }))
            .collect();
        assert_eq!(security, &serde_json::json!(alternatives), "{kind} {path}");
    }
}

#[tokio::test]
async fn each_address_lets_in_whom_it_is_for_and_nobody_else_changes_anything() {
    let app = TestApp::new().await;
    let world = World::build(&app).await;
    let mut wrong = Vec::new();
    let mut asked = 0;
    let rows = table();
    // Whoever is refused comes first and changes nothing; what an owner deletes, the next row would miss.
    let before = app.snapshot(&["members"]).await;
    for row in &rows {
        for (who, actor) in world.actors() {
            if let Err(status) = expected(row, row.known_as(who)) {
                if matches!(who, "staff" | "without") || row.path.contains("members") {
                    row.set_staff(&app, &world, who).await;
                }
                let answer = row.ask(actor, &world).await;
                asked += 1;
                if let Some(why) = row.refuses(&answer, status) {
                    wrong.push(format!("{} {} by {who}: {why}", row.kind, row.path));
                }
            }
        }
        let changed = before.changed(&app.snapshot(&["members"]).await);
        if !changed.is_empty() {
            wrong.push(format!(
                "{} {}: someone it is not for changed {changed:?}",
                row.kind, row.path
            ));
        }
    }
    let mut in_order: Vec<&Row> = rows.iter().collect();
    in_order.sort_by_key(|row| row.when());
    for row in in_order {
        for (who, actor) in world.actors() {
            if expected(row, row.known_as(who)).is_ok() {
                if matches!(who, "staff" | "without") || row.path.contains("members") {
                    row.set_staff(&app, &world, who).await;
                }
                let mut actor = actor.apart();
                // The row before may have ended every session.
                if row.when() >= 2 && !actor.email.is_empty() {
                    actor.sign_in(PASSWORD).await;
                }
                let answer = row.ask(&actor, &world).await;
                asked += 1;
                if let Some(why) = row.lets_in(&answer, who) {
                    wrong.push(format!("{} {} by {who}: {why}", row.kind, row.path));
                }
            }
        }
    }
    println!("{} addresses, {asked} requests", rows.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
