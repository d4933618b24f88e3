//! The frame of the OpenAPI document, to which every slice adds its calls.

use utoipa::OpenApi;

/// The document without any call.
pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Stallholder",
        description = "The seller's side of a marketplace: products, orders, money, analytics and support.\n\n\
            Money is a decimal number in the currency's major unit, read exactly as written; a decimal string is \
            accepted too. Times are RFC 3339 in UTC. Lists answer `data` and `next`, the cursor for `after`. Errors \
            are `application/problem+json` (RFC 9457); their `type` ends in a stable code."
    ),
    servers((url = "/api/v1", description = "This server")),
    tags(
        (name = "auth", description = "Signing in, tokens, passwords, and the signed-in person."),
        (name = "seller", description = "The shop: profile, approval, members, keys, documents, audit log."),
        (name = "products", description = "Products, variants, pictures, categories, bulk edits."),
        (name = "imports", description = "Products from CSV files."),
        (name = "inventory", description = "Stock, locations, adjustments."),
        (name = "orders", description = "Orders and their shipments."),
        (name = "wallet", description = "Balance, history, payouts and payout methods."),
        (name = "analytics", description = "Figures of the shop."),
        (name = "support", description = "Tickets between a seller and the marketplace."),
        (name = "storefront", description = "For the marketplace's storefronts, with an API key."),
        (name = "admin", description = "For the marketplace's own people."),
    ),
    modifiers(&Schemes),
    security(("token" = []))
)]
struct Document;

struct Schemes;

impl utoipa::Modify for Schemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
        let components = document.components.get_or_insert_default();
        let scheme = |words: &str| {
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .description(Some(words))
                    .build(),
            )
        };
        components.add_security_scheme(
            "token",
            scheme("The token of POST /auth/login. The names after it are the permissions the call needs."),
        );
        components.add_security_scheme(
            "api_key",
            scheme("An API key, sk_…: the marketplace's, or a seller's with the permissions of its scopes."),
        );
    }
}
