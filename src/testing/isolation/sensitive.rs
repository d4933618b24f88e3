//! Tests of every address six minutes after sign-in: sensitive ones ask for the password, others do not.

use super::{For, Row, table};
use crate::clock::MINUTE_MS;
use crate::testing::actor::Actor;
use crate::testing::answer::Answer;
use crate::testing::test_app::TestApp;
use crate::testing::world::World;
use crate::viewer::sensitive::{SENSITIVE, is_sensitive};
use std::collections::BTreeSet;

/// Actor allowed by a row.
fn actor<'a>(row: &Row, world: &'a World) -> Option<&'a Actor> {
    match row.whom {
        For::Anyone | For::Key | For::Demo => None,
        For::Admin(_) => Some(world.super_admin()),
        _ => Some(world.owner()),
    }
}

fn address(row: &Row) -> String {
    format!("{} {}", row.kind, row.path)
}

/// Whether the response asks for the password.
fn asks(row: &Row, answer: &Answer) -> bool {
    match row.kind {
        "page" | "file" => answer.status.is_redirection() && answer.location().starts_with("/confirm"),
        "form" | "upload" => answer.status == 403 && answer.text().contains("Confirm your password"),
        _ => answer.status == 403 && answer.text().contains("/sign_in_again"),
    }
}

#[tokio::test]
async fn with_an_old_sign_in_what_is_sensitive_asks_for_the_password_and_nothing_else_does() {
    let app = TestApp::new().await;
    let world = World::build(&app).await;
    app.later(6 * MINUTE_MS);
    let rows = table();
    let (sensitive, rest): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| is_sensitive(&address(row)));
    let mut wrong = Vec::new();
    // A session is seen, now and then; what is about to be compared is not that.
    for actor in [world.owner(), world.super_admin()] {
        actor.get("/api/v1/users/me").await.is(200);
        actor.page("/settings/security").await.is(200);
    }
    let before = app.snapshot(&[]).await;
    for row in sensitive {
        let actor = actor(row, &world).expect("someone who may");
        let answer = row.ask(&actor.apart(), &world).await;
        if !asks(row, &answer) {
            wrong.push(format!("{} does not ask: {}", address(row), answer.status));
        }
        let changed = before.changed(&app.snapshot(&[]).await);
        if !changed.is_empty() {
            wrong.push(format!("{} changed {changed:?}", address(row)));
        }
    }
    let mut rest = rest;
    rest.sort_by_key(|row| row.when());
    for row in rest {
        let Some(actor) = actor(row, &world) else { continue };
        let answer = row.ask(&actor.apart(), &world).await;
        if asks(row, &answer) {
            wrong.push(format!("{} asks, and is not listed as sensitive", address(row)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_sensitive_act_stands_in_the_table_and_in_the_document() {
    let there: BTreeSet<String> = table().iter().map(address).collect();
    let document = serde_json::to_value(crate::app::openapi()).expect("the document");
    for address in SENSITIVE.iter().flat_map(|act| act.addresses) {
        assert!(there.contains(*address), "{address} is no address");
        let (method, path) = address.split_once(' ').expect("a method and a path");
        if !["page", "form"].contains(&method) {
            let said = document["paths"][path][method.to_lowercase()]["description"].to_string();
            assert!(said.contains("sign_in_again"), "{address}: {said}");
        }
    }
}
