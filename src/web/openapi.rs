//! The frame of the OpenAPI document, to which every slice adds its calls.

use utoipa::OpenApi;

/// The document without any call.
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Stallholder", description = "The seller's side of a marketplace."),
    servers((url = "/api/v1")),
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
        components.add_security_scheme("token", scheme("The token of POST /auth/login."));
        components.add_security_scheme(
            "api_key",
            scheme(
                "An API key, sk_…: of the marketplace, or of a seller with the permissions of its scopes.",
            ),
        );
    }
}
