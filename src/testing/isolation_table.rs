//! Whom each address is for; read by the isolation test.

/// Kind, address, whom it is for (`anyone`, `person`, `self`, `seller`, `owner`, `admin`, `super`,
/// `key`, `demo` when it is there in demo mode only), and what is
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

GET    /admin/sellers/{seller_id}               admin
GET    /admin/api-keys                          admin
GET    /admin/users                             admin
PUT    /users/me/password                       person  {"current_password":"wrong","password":"long enough"}
GET    /users/me/sessions                       person
DELETE /users/me/sessions                       person
DELETE /users/me/sessions/{session_id}          self
GET    /seller/{seller_id}                      owner
PATCH  /seller/{seller_id}                      owner   {"description":"Mugs"}
POST   /seller/{seller_id}/application          owner   {}
DELETE /seller/{seller_id}                      owner
page   /confirm                                 person
page   /settings                                seller
page   /settings/security                       person
page   /settings/account                        seller
page   /admin/sellers                           admin
page   /admin/sellers/{seller_id}               admin
page   /admin/api-keys                          admin
form   /do/accounts/profile                     seller  shop_name=
form   /do/accounts/resubmit                    seller
form   /do/accounts/password                    person  current_password=wrong&password=long+enough
form   /do/accounts/end-session                 self    session_id=@second_session_id
form   /do/accounts/sign-out-everywhere         person
form   /do/accounts/confirm                     person  password=wrong
form   /do/accounts/switch                      self    seller_id=@seller_id
form   /do/accounts/close                       seller  confirmation=
form   /do/admin/approve                        admin   seller_id=@seller_id
form   /do/admin/reject                         admin   seller_id=@seller_id
form   /do/admin/suspend                        admin   seller_id=@seller_id
form   /do/admin/reinstate                      admin   seller_id=@seller_id
form   /do/admin/create-api-key                 admin   name=
form   /do/admin/revoke-api-key                 admin   api_key_id=@api_key_id

# the audit log
GET    /seller/audit                            seller
GET    /admin/audit                             admin
page   /settings/audit                          seller
page   /settings/audit?format=csv               seller
page   /admin/audit                             admin
page   /admin/audit?format=csv                  admin

# people, and looking at a shop
GET    /admin/users/{person_id}                 admin
POST   /admin/users/{person_id}/disabling       admin   {"reason":"Spam."}
DELETE /admin/users/{person_id}/disabling       admin
DELETE /admin/users/{person_id}/sessions/{person_session_id} admin
DELETE /admin/users/{person_id}/sessions        admin
PUT    /admin/users/{person_id}/role            super   {"role":null}
page   /admin/users                             admin
page   /admin/users/{person_id}                 admin
page   /admin/permissions                       admin
form   /do/admin/disable-person                 admin   user_id=@person_id&reason=Spam.
form   /do/admin/enable-person                  admin   user_id=@person_id
form   /do/admin/end-session                    admin   user_id=@person_id&session_id=@person_session_id
form   /do/admin/end-sessions                   admin   user_id=@person_id
form   /do/admin/set-role                       super   user_id=@person_id&role=
form   /do/admin/view-as                        admin   seller_id=@seller_id
form   /do/admin/stop-viewing                   admin

# policies
GET    /admin/policy                            super
PATCH  /admin/policy                            super   {"hold_days":7}
page   /admin/policy                            super
form   /do/admin/policy                         super   hold_days=many

# the marketplace
page   /admin                                   admin

page   /ui                                      demo

# catalogue
GET    /seller/products                         seller
POST   /seller/products                         seller  {"name":"Bowl","price":7}
GET    /seller/products/{product_id}            owner
PATCH  /seller/products/{product_id}            owner   {"name":"Mug, blue"}
DELETE /seller/products/{product_id}            owner
PUT    /seller/inventory                        seller  {"items":[{"sku":"@sku","on_hand":9}]}
GET    /requests/{request_id}                   self
GET    /seller/products/imports                 seller
POST   /seller/products/imports                 seller  {}
GET    /seller/products/imports/{import_id}     owner
GET    /seller/products/imports/{import_id}/errors.csv owner
POST   /seller/products/imports/{import_id}/retry owner {}
POST   /seller/products/imports/{import_id}/undo owner  {}
page   /products                                seller
page   /products?format=csv                     seller
page   /products/new                            seller
page   /products/imports                        seller
page   /products/imports/{import_id}            owner
page   /products/{product_id}                   owner
form   /do/products/create                      seller  name=
form   /do/products/revise                      owner   product_id=@product_id&name=
form   /do/products/set-options                 owner   product_id=@product_id
form   /do/products/set-status                  seller  ids[0]=@product_id&status=lost
form   /do/products/undo-import                 owner   import_id=@import_id
form   /do/products/remove                      owner   product_id=@product_id
GET    /seller/products/imports                 seller
POST   /seller/products/imports                 seller  {}
GET    /seller/products/imports/{import_id}     owner
GET    /seller/products/imports/{import_id}/errors.csv owner
POST   /seller/products/imports/{import_id}/retry owner {}
POST   /seller/products/imports/{import_id}/undo owner {}
page   /products                                seller
page   /products?format=csv                     seller
page   /products/new                            seller
page   /products/{product_id}                   owner
page   /products/imports                        seller
page   /products/imports/{import_id}            owner
form   /do/products/create                      seller  name=
form   /do/products/revise                      owner   product_id=@product_id&name=Mug
form   /do/products/set-options                 owner   product_id=@product_id
form   /do/products/set-status                  owner   ids[]=@product_id&status=inactive
form   /do/products/remove                      owner   product_id=@product_id
form   /do/products/undo-import                 owner   import_id=@import_id

# orders
POST   /storefront/orders                       key     {"reference":""}
POST   /storefront/orders/{reference}/payment   key     {"provider":"stripe","reference":"pi_@reference"}
GET    /seller/orders                           seller
GET    /seller/orders/summary                   seller
GET    /seller/orders/{order_id}                owner
PATCH  /seller/orders/{order_id}/status         owner   {"status":"processing"}
PATCH  /seller/orders/{order_id}/cancel         owner   {"reason":"Broken","lines":[{"line_id":"@line_id","quantity":1}]}
POST   /seller/orders/{order_id}/shipments      owner   {"carrier":"DHL","tracking_number":"1","lines":[{"line_id":"@line_id","quantity":1}]}
page   /orders                                  seller
page   /orders?format=csv                       seller
page   /orders?format=pdf                       seller
page   /orders/{order_id}                       owner
form   /do/orders/bulk-status                   seller  ids[0]=@order_id&status=lost
form   /do/orders/status                        owner   order_id=@order_id&status=processing
form   /do/orders/cancel                        owner   order_id=@order_id&reason=Broken
form   /do/orders/ship                          owner   order_id=@order_id&carrier=DHL&tracking_number=1

# wallet
GET    /seller/transactions                     seller
GET    /seller/transactions/wallet              seller
POST   /seller/transactions/withdraw            seller  {"amount":1000000}
GET    /seller/payouts                          seller
GET    /seller/payouts/{payout_id}              owner
GET    /seller/payout-methods                   seller
POST   /seller/payout-methods                   seller  {"kind":"bank"}
DELETE /seller/payout-methods/{payout_method_id} owner
GET    /admin/payouts                           admin
POST   /admin/payouts/{payout_id}/settlement    admin   {"outcome":"lost"}
page   /wallet                                  seller
page   /wallet?format=csv                       seller
page   /wallet?format=pdf                       seller
page   /wallet/payouts                          seller
page   /admin/payouts                           admin
form   /do/wallet/withdraw                      seller  amount=1000000
form   /do/wallet/add-method                    seller  kind=bank
form   /do/wallet/remove-method                 owner   payout_method_id=@second_payout_method_id
form   /do/admin/settle-payout                  admin   payout_id=@payout_id&outcome=lost

# analytics
GET    /seller/analytics                        seller
GET    /seller/analytics/best-sellers           seller
page   /dashboard                               seller
page   /analytics                               seller
page   /analytics?format=csv                    seller
page   /analytics?format=pdf                    seller

# support
GET    /seller/tickets                          seller
POST   /seller/tickets                          seller  {"subject":""}
GET    /seller/tickets/{ticket_id}              owner
POST   /seller/tickets/{ticket_id}/messages     owner   {"body":"Hello?"}
POST   /seller/tickets/{ticket_id}/closure      owner   {}
DELETE /seller/tickets/{ticket_id}/closure      owner
GET    /admin/tickets                           admin
GET    /admin/tickets/{ticket_id}               admin
POST   /admin/tickets/{ticket_id}/messages      admin   {"body":"Hello!"}
POST   /admin/tickets/{ticket_id}/closure       admin   {}
DELETE /admin/tickets/{ticket_id}/closure       admin
page   /support                                 seller
page   /support/new                             seller
page   /support/{ticket_id}                     owner
page   /admin/tickets                           admin
page   /admin/tickets/{ticket_id}               admin
form   /do/support/open                         seller  subject=
form   /do/support/answer                       owner   ticket_id=@ticket_id&body=Hello
form   /do/support/close                        owner   ticket_id=@ticket_id
form   /do/support/reopen                       owner   ticket_id=@ticket_id
form   /do/admin/answer-ticket                  admin   ticket_id=@ticket_id&body=Hello
form   /do/admin/close-ticket                   admin   ticket_id=@ticket_id
form   /do/admin/reopen-ticket                  admin   ticket_id=@ticket_id
"#;
