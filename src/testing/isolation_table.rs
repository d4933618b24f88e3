//! Whom each address is for; read by the isolation test.

/// Kind, address, whom it is for (`anyone`, `person`, `seller`, `owner`, `admin`, `super`, `key`), and what is
/// sent. An `{id}` of the address and an `@id` of the body are the owner's: another seller meets 404 there.
pub const TABLE: &str = r#"
# accounts
POST   /auth/login                              anyone  {"email":"nobody@example.test","password":"wrong"}
POST   /auth/refresh                            anyone  {"refresh_token":"rt_unknown"}
POST   /auth/logout                             person
POST   /auth/forgot                             anyone  {"email":"nobody@example.test"}
POST   /auth/reset                              anyone  {"email":"nobody@example.test","code":"000000","password":"long enough"}
POST   /auth/verify                             anyone  {"email":"nobody@example.test","code":"000000"}
POST   /auth/verify/resend                      anyone  {"email":"nobody@example.test"}
POST   /seller/register                         anyone  {"email":"not an address"}
GET    /users/me                                person
GET    /admin/sellers                           admin
POST   /admin/sellers/{seller_id}/approval      admin   {}
POST   /admin/sellers/{seller_id}/rejection     admin   {"reason":"Not yet."}
POST   /admin/sellers/{seller_id}/suspension    admin   {}
DELETE /admin/sellers/{seller_id}/suspension    admin
POST   /admin/api-keys                          admin   {"name":"Another","scopes":["orders:write"]}
DELETE /admin/api-keys/{api_key_id}             admin
page   /login                                   anyone
page   /register                                anyone
page   /verify                                  anyone
page   /forgot                                  anyone
page   /reset                                   anyone
form   /do/accounts/sign-in                     anyone  email=nobody@example.test&password=wrong
form   /do/accounts/sign-out                    anyone
form   /do/accounts/register                    anyone  email=not-an-address
form   /do/accounts/verify                      anyone  email=nobody@example.test&code=000000
form   /do/accounts/resend                      anyone  email=nobody@example.test
form   /do/accounts/forgot                      anyone  email=nobody@example.test
form   /do/accounts/reset                       anyone  email=nobody@example.test&code=000000&password=long+enough
form   /do/theme                                anyone  theme=dark&next=/

# policies
GET    /admin/policy                            super
PATCH  /admin/policy                            super   {"hold_days":7}
"#;
