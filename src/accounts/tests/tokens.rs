use crate::jwt;
use crate::secret::Secrets;
use crate::testing::{Actor, TestApp};
use serde_json::{Value, json};

const OLD: &str = "an older secret of the tests that is long enough";
const NEW: &str = "the present secret of the tests that is long enough";

/// After a rotation: the new secret before the old one.
async fn rotated() -> TestApp {
    TestApp::with(|config| config.secrets = vec![NEW.to_owned(), OLD.to_owned()]).await
}

/// The claims of a token that is good, of the actor's present session.
async fn claims(app: &TestApp, actor: &Actor) -> Value {
    let sessions = actor.get("/api/v1/users/me/sessions").await.is(200).json();
    let mine = sessions["data"].as_array().expect("a list").clone();
    let mine = mine.into_iter().find(|one| one["current"] == true);
    let now = app.clock.now().0 / 1000;
    json!({
        "iss": "stallholder", "aud": "stallholder-api", "iat": now, "exp": now + 60,
        "sid": mine.expect("its own session")["session_id"],
    })
}

/// Response to a token with these claims, signed with a key of this secret.
async fn answered(app: &TestApp, secret: &str, claims: &Value) -> u16 {
    let token = jwt::sign(claims, &Secrets::of(secret).key("jwt")).expect("a token");
    answered_to(app, token).await
}

async fn answered_to(app: &TestApp, token: String) -> u16 {
    let mut program = app.anonymous();
    program.token = Some(token);
    program.get("/api/v1/users/me").await.status.as_u16()
}

#[tokio::test]
async fn a_token_of_before_a_rotation_is_good_until_its_end() {
    let app = rotated().await;
    let claims = claims(&app, &app.seller("ann").await).await;
    assert_eq!(answered(&app, NEW, &claims).await, 200);
    assert_eq!(answered(&app, OLD, &claims).await, 200);
    app.later(60_000);
    assert_eq!(answered(&app, OLD, &claims).await, 401);
    assert_eq!(answered(&app, NEW, &claims).await, 401);
}

#[tokio::test]
async fn tokens_are_made_with_the_present_secret() {
    let app = rotated().await;
    let ann = app.seller("ann").await;
    let only_new = TestApp::with(|config| config.secrets = vec![NEW.to_owned()]).await;
    let token = ann.token.clone().expect("a token");
    assert!(crate::accounts::token::read(&only_new, &token).is_some());
}

#[tokio::test]
async fn a_token_signed_with_another_key_is_refused() {
    let app = rotated().await;
    let claims = claims(&app, &app.seller("ann").await).await;
    assert_eq!(
        answered(&app, "a secret that somebody made up", &claims).await,
        401
    );
    // A key of the right secret, made for another purpose.
    let token = jwt::sign(&claims, &Secrets::of(NEW).key("totp")).expect("a token");
    assert_eq!(answered_to(&app, token).await, 401);
}

#[tokio::test]
async fn a_token_without_a_signature_or_by_another_algorithm_is_refused() {
    let app = rotated().await;
    let ann = app.seller("ann").await;
    let token = ann.token.clone().expect("a token");
    let parts: Vec<&str> = token.split('.').collect();
    // {"alg":"none"} and {"alg":"none","typ":"JWT"}.
    for header in ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"] {
        for signature in ["", parts[2]] {
            let token = format!("{header}.{}.{signature}", parts[1]);
            assert_eq!(answered_to(&app, token).await, 401);
        }
    }
    // {"alg":"HS512"} before what was signed with HS256.
    let relabelled = format!("eyJhbGciOiJIUzUxMiJ9.{}.{}", parts[1], parts[2]);
    assert_eq!(answered_to(&app, relabelled).await, 401);
}

#[tokio::test]
async fn a_token_for_another_audience_or_from_another_issuer_is_refused() {
    let app = rotated().await;
    let claims = claims(&app, &app.seller("ann").await).await;
    for (claim, value) in [
        ("aud", json!("another-api")),
        ("aud", Value::Null),
        ("iss", json!("somebody")),
        ("sid", json!("ses_00000000000000000000000000")),
        ("exp", Value::Null),
    ] {
        let mut wrong = claims.clone();
        wrong[claim] = value;
        assert_eq!(answered(&app, NEW, &wrong).await, 401, "{claim}");
    }
}
