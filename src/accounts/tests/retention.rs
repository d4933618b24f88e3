//! Promises about sessions and tokens that have ended long ago.

use crate::clock::DAY_MS;
use crate::testing::TestApp;
use serde_json::json;

/// Rows of what goes: sessions, refresh tokens, codes, invitations.
async fn rows(app: &TestApp) -> [i64; 4] {
    let mut counts = [0; 4];
    for (count, sql) in counts.iter_mut().zip([
        "select count(*) from sessions",
        "select count(*) from refresh_tokens",
        "select count(*) from one_time_codes",
        "select count(*) from invitations",
    ]) {
        *count = sqlx::query_scalar(sql).fetch_one(app.db.reader()).await.unwrap();
    }
    counts
}

#[tokio::test]
async fn sessions_and_tokens_go_thirty_days_after_their_end() {
    let app = TestApp::new().await;
    let ann = app.seller("ann").await;
    let forgot = json!({ "email": ann.email });
    ann.post("/auth/forgot", forgot).await.is(202);
    let invitation = json!({ "email": "bob@example.test", "permissions": ["orders"] });
    ann.post("/seller/invitations", invitation).await.is(201);
    app.work().await;
    // A browser's and a program's; the program's ends now, the browser's by itself after thirty days.
    assert_eq!(rows(&app).await, [2, 1, 1, 1]);
    ann.post("/auth/logout", json!({})).await.is(204);
    // The code is good for some minutes, the invitation for a week.
    for (days, left) in [
        (30, [2, 1, 1, 1]),
        (1, [1, 0, 0, 1]),
        (7, [1, 0, 0, 0]),
        (21, [1, 0, 0, 0]),
    ] {
        app.later(days * DAY_MS);
        app.work().await;
        assert_eq!(rows(&app).await, left, "{days} days later");
    }
    app.later(2 * DAY_MS);
    app.work().await;
    assert_eq!(rows(&app).await, [0; 4]);
}

#[tokio::test]
async fn a_session_that_is_used_stays_and_its_old_tokens_go() {
    let app = TestApp::new().await;
    let mut token = app.seller("ann").await.refresh_token;
    for _ in 0..4 {
        app.later(20 * DAY_MS);
        let refresh = json!({ "refresh_token": token });
        let refreshed = app.anonymous().post("/auth/refresh", refresh).await;
        token = refreshed.is(200).json()["refresh_token"]
            .as_str()
            .map(str::to_owned);
        app.work().await;
    }
    // Eighty days on: of five tokens, the first has been expired for more than thirty days. The browser was left.
    let [sessions, tokens, ..] = rows(&app).await;
    assert_eq!((sessions, tokens), (1, 4));
}
