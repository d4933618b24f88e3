//! A small marketplace with one of everything, for the isolation test.

use super::actor::Actor;
use super::test_app::TestApp;
use crate::viewer::Permissions;
use crate::viewer::permission::SELLER_SCOPES;
use axum::http::Method;
use regex::Regex;
use serde_json::json;
use std::collections::BTreeMap;

/// The actors, and the ids of what the owner has, by their names.
pub struct World {
    anonymous: Actor,
    pending: Actor,
    owner: Actor,
    other: Actor,
    staff: Actor,
    finance: Actor,
    own_key: Actor,
    admin: Actor,
    super_admin: Actor,
    key: Actor,
    ids: BTreeMap<&'static str, String>,
}

impl World {
    pub async fn build(app: &TestApp) -> Self {
        let world = Self {
            anonymous: app.anonymous(),
            pending: app.pending_seller("pending").await,
            owner: app.seller("owner").await,
            staff: app.anonymous(),
            own_key: app.anonymous(),
            finance: app.finance().await,
            other: app.seller("other").await,
            admin: app.admin().await,
            super_admin: app.super_admin().await,
            key: app.storefront().await,
            ids: BTreeMap::new(),
        };
        let world = world.staffed(app).await;
        // A key notes when it was last used, once a minute.
        world.key.get("/api/v1/users/me").await;
        world.furnished(app).await
    }

    /// Gives the owner's shop a member of staff and a key of its own.
    async fn staffed(mut self, app: &TestApp) -> Self {
        self.staff = app.staff_of(&self.owner, "staff", Permissions::all()).await;
        let scopes: Vec<&str> = SELLER_SCOPES.iter().map(|scope| scope.0).collect();
        self.own_key = app.own_key(&self.owner, &scopes).await;
        self.own_key.get("/api/v1/users/me").await;
        self
    }

    /// Makes the member of staff one again, with these permissions.
    pub async fn grant_staff(&self, app: &TestApp, permissions: Permissions) {
        app.grant(&self.owner, &self.staff, permissions).await;
    }

    /// Gives the owner one of everything.
    async fn furnished(mut self, app: &TestApp) -> Self {
        let Self {
            owner,
            super_admin,
            key,
            ..
        } = &self;
        let at_once = json!({ "hold_days": 0, "unproven_hold_days": 0 });
        super_admin.patch("/api/admin/policy", at_once).await.is(200);
        let mug = owner.product("Mug", "20.00", 10).await;
        let first = key.order("W-1", &[(&mug, 2)]).await;
        let first = first["orders"][0]["order_id"]
            .as_str()
            .expect("an order")
            .to_owned();
        owner
            .post(
                &format!("/seller/orders/{first}/shipments"),
                json!({ "carrier": "DHL", "tracking_number": "1" }),
            )
            .await
            .is(201);
        owner
            .patch(
                &format!("/seller/orders/{first}/status"),
                json!({ "status": "delivered" }),
            )
            .await
            .is(200);
        app.work().await;
        let method = json!({ "kind": "bank", "account_holder": "Ann", "iban": "GB33BUKB20201555555555" });
        let method = owner
            .post("/seller/payout-methods", method)
            .await
            .is(201)
            .id("payout_method_id");
        let payout = owner
            .post("/seller/transactions/withdraw", json!({ "amount": 10 }))
            .await
            .is(201)
            .id("payout_id");
        let second_method = json!({ "kind": "upi", "vpa": "ann@okbank" });
        let second_method = owner
            .post("/seller/payout-methods", second_method)
            .await
            .is(201)
            .id("payout_method_id");
        let open = key.order("W-2", &[(&mug, 3)]).await;
        let again = json!({ "provider": "stripe", "reference": "pi_again" });
        key.post("/api/v1/storefront/orders/W-2/payment", again)
            .await
            .is(409);
        let kept = super_admin.get("/api/admin/payments").await.is(200).json();
        let payment = kept["data"][0]["payment_id"]
            .as_str()
            .expect("a payment")
            .to_owned();
        let late = json!({ "amount": "0.01", "reason": "Late" });
        let refund = owner
            .post(&format!("/seller/orders/{first}/refunds"), late)
            .await
            .is(201)
            .id("refund_id");
        let ticket = json!({ "subject": "Where is it?", "category": "other", "body": "I wonder." });
        let ticket = owner
            .post("/seller/tickets", ticket)
            .await
            .is(201)
            .id("ticket_id");
        // Two more sessions, to be ended.
        app.signed_in("owner").await;
        let sessions = owner.get("/api/v1/users/me/sessions").await.is(200).json();
        let text = |value: &serde_json::Value| value.as_str().expect("an id").to_owned();
        let order_id = text(&open["orders"][0]["order_id"]);
        let order = owner
            .get(&format!("/seller/orders/{order_id}"))
            .await
            .is(200)
            .json();
        let later = [("content-type", "application/json"), ("prefer", "respond-async")];
        let cup = json!({ "name": "Cup", "price": 5 }).to_string();
        let queued = owner
            .api(Method::POST, "/api/v1/seller/products", &later, cup)
            .await
            .is(202);
        let request_id = queued
            .location()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        let file = ("bowls.csv", b"title,price\nBowl,7\n".as_slice());
        let import_id = owner
            .upload("/seller/products/imports", file, &[])
            .await
            .is(202)
            .id("import_id");
        let invite =
            |name: &str| json!({ "email": format!("{name}@example.test"), "permissions": ["orders"] });
        let invitation_id = owner.post("/seller/invitations", invite("first")).await.is(201);
        let second_invitation_id = owner.post("/seller/invitations", invite("second")).await.is(201);
        let images = format!("/seller/products/{}/images", mug.product_id);
        let picture = ("mug.png", super::builders::picture(8, 8));
        let added = owner
            .upload(&images, (picture.0, &picture.1), &[])
            .await
            .is(201)
            .json();
        let image_id = text(&added["images"][0]["image_id"]);
        app.work().await;
        let mails = app.mails_to("first@example.test");
        let link = Regex::new(r"token=(\S+)").expect("a pattern");
        let invitation_token = link.captures(&mails[0].text).expect("a link")[1].to_owned();
        let paper = ("licence.pdf", super::builders::PDF);
        let document_id = owner
            .upload("/seller/documents", paper, &[])
            .await
            .is(201)
            .id("document_id");
        let item = json!({ "kind": "field", "label": "Where from?", "need": "optional" });
        let item_id = super_admin
            .post("/api/admin/checklist", item)
            .await
            .is(201)
            .id("item_id");
        let category_id = super_admin
            .post("/api/admin/categories", json!({ "name": "Kitchen" }))
            .await
            .is(201)
            .id("category_id");
        // Someone whom admins act on.
        let person = app.pending_seller("bystander").await;
        let theirs = person.get("/api/v1/users/me/sessions").await.is(200).json();
        let location_id = owner
            .post("/seller/locations", json!({ "name": "Cork" }))
            .await
            .is(201);
        let main_location_id = owner.get("/seller/locations").await.is(200).json();
        let counts = format!("sku,on_hand\n{},10\n", mug.sku);
        let sheet = owner
            .form_with_file(
                "/products/inventory/sheets",
                ("counts.csv", counts.as_bytes()),
                &[],
            )
            .await
            .is(303);
        let stock_sheet_id = sheet.location().rsplit('/').next().unwrap_or_default().to_owned();
        let edit = json!({ "product_ids": [mug.product_id], "changes": { "add_tags": "blue" } });
        let bulk_edit_id = owner.post("/seller/products/bulk-edits", edit).await.is(202);
        let views = ["Low", "Few"].map(|name| json!({ "name": name, "query": "stock=low" }));
        let [low, few] = views.map(|view| owner.post("/seller/views?list=products", view));
        let (view_id, second_view_id) = (low.await.is(201), few.await.is(201));
        let ids = [
            ("view_id", view_id.id("view_id")),
            ("second_view_id", second_view_id.id("view_id")),
            ("bulk_edit_id", bulk_edit_id.id("bulk_edit_id")),
            ("stock_sheet_id", stock_sheet_id),
            ("location_id", location_id.id("location_id")),
            (
                "main_location_id",
                text(&main_location_id["data"][0]["location_id"]),
            ),
            ("name", "unknown".to_owned()),
            ("shop_handle", "shop-owner".to_owned()),
            ("product_handle", "mug".to_owned()),
            ("invitation_token", invitation_token),
            ("invitation_id", invitation_id.id("invitation_id")),
            ("second_invitation_id", second_invitation_id.id("invitation_id")),
            (
                "user_id",
                self.staff.user_id.as_ref().expect("a person").to_string(),
            ),
            (
                "second_api_key_id",
                app.own_key(owner, &["orders:read"]).await.key_id.expect("a key"),
            ),
            ("second_item_id", item_id),
            ("second_reason_id", "rsn_00000000000000000000000002".to_owned()),
            ("document_id", document_id),
            ("item_id", "chk_00000000000000000000000000".to_owned()),
            ("reason_id", "rsn_00000000000000000000000001".to_owned()),
            ("person_id", person.user_id.clone().expect("a person").to_string()),
            ("person_session_id", text(&theirs["data"][0]["session_id"])),
            ("request_id", request_id),
            ("category_id", category_id),
            ("import_id", import_id),
            ("seller_id", owner.seller().to_string()),
            ("session_id", text(&sessions["data"][0]["session_id"])),
            ("second_session_id", text(&sessions["data"][1]["session_id"])),
            ("image_id", image_id),
            ("product_id", mug.product_id.clone()),
            ("variant_id", mug.variant_id.clone()),
            ("sku", mug.sku.clone()),
            ("reference", "W-2".to_owned()),
            ("order_id", order_id),
            ("line_id", text(&order["lines"][0]["line_id"])),
            ("payout_method_id", method),
            ("second_payout_method_id", second_method),
            ("payout_id", payout),
            ("payment_id", payment),
            ("refund_id", refund),
            ("ticket_id", ticket),
            (
                "api_key_id",
                app.own_key(owner, &["orders:read"]).await.key_id.expect("a key"),
            ),
        ];
        self.ids = BTreeMap::from(ids);
        app.work().await;
        self
    }

    pub fn actors(&self) -> [(&'static str, &Actor); 11] {
        [
            ("anonymous", &self.anonymous),
            ("pending", &self.pending),
            ("other", &self.other),
            ("owner", &self.owner),
            ("staff", &self.staff),
            ("without", &self.staff),
            ("own key", &self.own_key),
            ("finance", &self.finance),
            ("admin", &self.admin),
            ("super", &self.super_admin),
            ("key", &self.key),
        ]
    }

    pub fn owner(&self) -> &Actor {
        &self.owner
    }

    pub fn super_admin(&self) -> &Actor {
        &self.super_admin
    }

    pub fn admin(&self) -> &Actor {
        &self.admin
    }

    /// The path with the owner's ids in it.
    pub fn fill_path(&self, path: &str) -> String {
        self.replace(path, r"\{(\w+)\}")
    }

    /// A body with the owner's ids in it.
    pub fn fill(&self, body: &str) -> String {
        self.replace(body, r"@(\w+_id|reference|sku)\b")
    }

    fn replace(&self, text: &str, pattern: &str) -> String {
        let pattern = Regex::new(pattern).expect("a pattern");
        let filled = pattern.replace_all(text, |found: &regex::Captures<'_>| {
            let id = self.ids.get(&found[1]);
            id.unwrap_or_else(|| panic!("{text}: the owner has no {}", &found[1]))
                .clone()
        });
        filled.into_owned()
    }
}
