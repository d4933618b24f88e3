//! Sensitive actions that need a sign-in within five minutes: handing out power, money or buyers' addresses,
//! or irreversible. What only stops something (ending a session, a key or an invitation) never waits for a
//! password.
//!
//! Operations ask for it by their type ([`super::Fresh`], [`super::Proven`]). The page of permissions and the OpenAPI
//! document read this list, and the isolation test proves of every address that it is complete.

use utoipa::openapi::OpenApi;

/// A sensitive action and who may do it.
pub struct Sensitive {
    pub about: &'static str,
    /// Required right, as in the OpenAPI document: `owner`, a permission, a duty, or none in particular.
    pub right: &'static str,
    /// Calls under `/api/v1`, with their method; addresses of pages and forms as `page` and `form`.
    pub addresses: &'static [&'static str],
}

pub const SENSITIVE: [Sensitive; 15] = [
    Sensitive {
        about: "Invite, change and remove members",
        right: "owner",
        addresses: &[
            "POST /seller/invitations",
            "PATCH /seller/members/{user_id}",
            "DELETE /seller/members/{user_id}",
            "form /do/members/invite",
            "form /do/members/change",
            "form /do/members/remove",
        ],
    },
    Sensitive {
        about: "Create a shop's API keys",
        right: "owner",
        addresses: &["POST /seller/api-keys", "form /do/keys/create"],
    },
    Sensitive {
        about: "Close shop",
        right: "owner",
        addresses: &["DELETE /seller/{seller_id}", "form /do/accounts/close"],
    },
    Sensitive {
        about: "Leave a shop",
        right: "member",
        addresses: &["DELETE /users/me/membership", "form /do/members/leave"],
    },
    Sensitive {
        about: "Request payouts, add and remove payout methods",
        right: "payouts",
        addresses: &[
            "POST /seller/transactions/withdraw",
            "POST /seller/payout-methods",
            "DELETE /seller/payout-methods/{payout_method_id}",
            "form /do/wallet/withdraw",
            "form /do/wallet/add-method",
            "form /do/wallet/remove-method",
        ],
    },
    Sensitive {
        about: "Download files with buyer details",
        right: "orders+export",
        addresses: &["page /orders?format=csv", "page /orders?format=pdf"],
    },
    Sensitive {
        about: "Set up a second factor (turning it off and creating new recovery codes ask for the password \
            every time)",
        right: "person",
        addresses: &["page /settings/second-factor", "form /do/second-factor/enrol"],
    },
    Sensitive {
        about: "Disable and enable accounts, reset a second factor",
        right: "admin:people",
        addresses: &[
            "POST /admin/users/{person_id}/disabling",
            "DELETE /admin/users/{person_id}/disabling",
            "DELETE /admin/users/{person_id}/second-factor",
            "form /do/admin/disable-person",
            "form /do/admin/enable-person",
            "form /do/admin/reset-factor",
        ],
    },
    Sensitive {
        about: "Set who is an admin",
        right: "admin:policy",
        addresses: &["PUT /admin/users/{person_id}/role", "form /do/admin/set-role"],
    },
    Sensitive {
        about: "Change the policy",
        right: "admin:policy",
        addresses: &["PATCH /admin/policy", "form /do/admin/policy"],
    },
    Sensitive {
        about: "Change the approval checklist",
        right: "admin:policy",
        addresses: &[
            "POST /admin/checklist",
            "PATCH /admin/checklist/{item_id}",
            "DELETE /admin/checklist/{item_id}",
            "form /do/admin/add-item",
            "form /do/admin/change-item",
            "form /do/admin/archive-item",
        ],
    },
    Sensitive {
        about: "Create the marketplace's API keys",
        right: "admin:keys",
        addresses: &["POST /admin/api-keys", "form /do/admin/create-api-key"],
    },
    Sensitive {
        about: "Settle payouts",
        right: "admin:payouts",
        addresses: &[
            "POST /admin/payouts/{payout_id}/settlement",
            "form /do/admin/settle-payout",
        ],
    },
    Sensitive {
        about: "See the full account details of a payout",
        right: "admin:payouts",
        addresses: &["page /admin/payouts?show={payout_id}"],
    },
    Sensitive {
        about: "View a shop as its members see it",
        right: "admin:sellers",
        addresses: &["form /do/admin/view-as"],
    },
];

/// Whether an address (`POST /seller/api-keys`) is sensitive.
pub fn is_sensitive(address: &str) -> bool {
    SENSITIVE.iter().any(|act| act.addresses.contains(&address))
}

const NOTE: &str = "Needs a sign-in within the last five minutes by password, and by second factor if there \
    is one; otherwise 403 `sign_in_again`.";

/// Adds the requirement to those calls in the OpenAPI document.
pub fn describe(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let operations = [
            ("POST", &mut item.post),
            ("PUT", &mut item.put),
            ("PATCH", &mut item.patch),
            ("DELETE", &mut item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation
                .as_mut()
                .filter(|_| is_sensitive(&format!("{method} {path}")))
            else {
                continue;
            };
            let said = operation.description.take().map(|said| format!("{said}\n\n"));
            operation.description = Some(format!("{}{NOTE}", said.unwrap_or_default()));
        }
    }
}
