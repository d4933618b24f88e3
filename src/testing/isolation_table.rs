//! Table of addresses and their audiences; read by the isolation test.

mod orders;
mod saved_views;
/// Kind (a method of the API, `page`, `form`, `upload` of a form with a file, `file` for whatever else is fetched),
/// address, whom it is for, and what is sent. An `{id}` of the address and an `@id` of the body are the
/// owner's: another seller meets 404 there.
///
/// Whom: `anyone`; `person` (signed in); `self` (the one whose thing it names); `seller:right` (a member with that
/// right, on their own things); `ours` (members of the seller it names); `mine:right` (the one member whose thing it names, with one of these rights); `owner:right` (the same where the address names a thing of the owner's seller);
/// `admin:duty`; `key` (a key of the marketplace's); `demo` (in demo mode only). Rights are the permissions of
/// `viewer/permission.rs`, `enter` (any member, the seller's keys), `member` (any member in person), `own` (owners).
pub const TABLES: [&str; 3] = [TABLE, orders::TABLE, saved_views::TABLE];

const TABLE: &str = r#"
# what everyone sees, before a row closes the shop
file   /shop/{shop_handle}                             anyone
file   /shop/{shop_handle}/                            anyone
file   /shop/{shop_handle}/{product_handle}            anyone
file   /shop/{shop_handle}/{product_handle}/           anyone
file   /sitemap.xml                                    anyone
file   /sitemaps/{name}                                anyone
file   /robots.txt                                     anyone

# accounts
POST   /auth/login                                     anyone             {"email":"nobody@example.test","password":"wrong"}
POST   /auth/refresh                                   anyone             {"refresh_token":"rt_unknown"}
POST   /auth/logout                                    person
POST   /auth/forgot                                    anyone             {"email":"nobody@example.test"}
POST   /auth/reset                                     anyone             {"email":"nobody@example.test","code":"000000","password":"long enough"}
POST   /auth/verify                                    anyone             {"email":"nobody@example.test","code":"000000"}
POST   /auth/verify/resend                             anyone             {"email":"nobody@example.test"}
POST   /seller/register                                anyone             {"email":"not an address"}
GET    /users/me                                       person
GET    /admin/sellers                                  admin:sellers
POST   /admin/sellers/{seller_id}/approval             admin:sellers      {}
POST   /admin/sellers/{seller_id}/rejection            admin:sellers      {"reason":"Not yet."}
POST   /admin/sellers/{seller_id}/suspension           admin:sellers      {}
DELETE /admin/sellers/{seller_id}/suspension           admin:sellers
POST   /admin/api-keys                                 admin:keys         {"name":"Another","scopes":["orders:write"]}
DELETE /admin/api-keys/{api_key_id}                    admin:keys
page   /login                                          anyone
page   /login/code                                     anyone
page   /register                                       anyone
page   /verify                                         anyone
page   /forgot                                         anyone
page   /reset                                          anyone
form   /do/accounts/sign-in                            anyone             email=nobody@example.test&password=wrong
form   /do/accounts/sign-in-code                       anyone             otp=000000
form   /do/accounts/sign-out                           anyone
form   /do/accounts/register                           anyone             email=not-an-address
form   /do/accounts/verify                             anyone             email=nobody@example.test&code=000000
form   /do/accounts/resend                             anyone             email=nobody@example.test
form   /do/accounts/forgot                             anyone             email=nobody@example.test
form   /do/accounts/reset                              anyone             email=nobody@example.test&code=000000&password=long+enough
form   /do/theme                                       anyone             theme=dark&next=/

GET    /admin/sellers/{seller_id}                      admin:sellers
GET    /admin/api-keys                                 admin:keys
GET    /admin/users                                    admin:people
PUT    /users/me/password                              person             {"current_password":"wrong","password":"long enough"}
GET    /users/me/sessions                              person
DELETE /users/me/sessions                              person
DELETE /users/me/sessions/{session_id}                 self
GET    /seller/{seller_id}                             owner:enter
PATCH  /seller/{seller_id}                             owner:settings     {"description":"Mugs"}
POST   /seller/{seller_id}/application                 owner:settings     {}
DELETE /seller/{seller_id}                             owner:own
page   /confirm                                        person
page   /settings                                       seller:settings
page   /settings/security                              person
page   /settings/second-factor                         person
page   /settings/account                               seller:enter
page   /admin/sellers                                  admin:sellers
page   /admin/sellers/{seller_id}                      admin:sellers
page   /admin/api-keys                                 admin:keys
form   /do/accounts/profile                            seller:settings    shop_name=
form   /do/accounts/resubmit                           seller:settings
form   /do/accounts/password                           person             current_password=wrong&password=long+enough
form   /do/accounts/end-session                        self               session_id=@second_session_id
form   /do/accounts/sign-out-everywhere                person
form   /do/accounts/confirm                            person             password=wrong
form   /do/second-factor/enrol                         person             offer=none&code=000000
form   /do/second-factor/renew-codes                   person             password=wrong&otp=000000
form   /do/second-factor/end                           person             password=wrong&otp=000000
form   /do/accounts/switch                             ours               seller_id=@seller_id
form   /do/accounts/close                              seller:own         confirmation=
form   /do/admin/approve                               admin:sellers      seller_id=@seller_id
form   /do/admin/reject                                admin:sellers      seller_id=@seller_id
form   /do/admin/suspend                               admin:sellers      seller_id=@seller_id
form   /do/admin/reinstate                             admin:sellers      seller_id=@seller_id
form   /do/admin/create-api-key                        admin:keys         name=
form   /do/admin/revoke-api-key                        admin:keys         api_key_id=@api_key_id

# approval
GET    /seller/checklist                               seller:settings
PUT    /seller/checklist/{item_id}                     seller:settings    {}
GET    /seller/documents                               seller:settings
POST   /seller/documents                               seller:settings    {}
DELETE /seller/documents/{document_id}                 owner:settings
PUT    /seller/{seller_id}/logo                        owner:settings     {}
DELETE /seller/{seller_id}/logo                        owner:settings
PUT    /seller/{seller_id}/banner                      owner:settings     {}
DELETE /seller/{seller_id}/banner                      owner:settings
GET    /admin/checklist                                admin:sellers
POST   /admin/checklist                                admin:policy       {}
PATCH  /admin/checklist/{item_id}                      admin:policy       {"position":"none"}
DELETE /admin/checklist/{item_id}                      admin:policy
GET    /admin/decision-reasons                         admin:sellers
POST   /admin/decision-reasons                         admin:policy       {}
DELETE /admin/decision-reasons/{reason_id}             admin:policy
POST   /admin/sellers/approvals                        admin:sellers      {"seller_ids":[]}
GET    /admin/sellers/{seller_id}/documents            admin:sellers
GET    /admin/sellers/{seller_id}/documents/{document_id} admin:sellers
POST   /admin/sellers/{seller_id}/documents/{document_id}/acceptance admin:sellers      {}
POST   /admin/sellers/{seller_id}/documents/{document_id}/refusal admin:sellers      {"reason":""}
page   /settings/approval                              seller:settings
page   /admin/checklist                                admin:policy
form   /do/accounts/answer                             seller:settings    item_id=@item_id
form   /do/accounts/withdraw-document                  owner:settings     document_id=@document_id
form   /do/accounts/clear-picture                      seller:settings    kind=logo
form   /do/accounts/vacation                           seller:settings    vacation_from=soon
form   /do/admin/approve-many                          admin:sellers      ids[0]=none
form   /do/admin/accept-document                       admin:sellers      seller_id=@seller_id&document_id=@document_id
form   /do/admin/refuse-document                       admin:sellers      seller_id=@seller_id&document_id=@document_id&reason=
form   /do/admin/add-item                              admin:policy       kind=none
form   /do/admin/change-item                           admin:policy       item_id=@item_id&position=none
form   /do/admin/archive-item                          admin:policy       item_id=@second_item_id
form   /do/admin/add-reason                            admin:policy       decision=none
form   /do/admin/remove-reason                         admin:policy       reason_id=@second_reason_id

# the audit log
GET    /seller/audit                                   seller:own
GET    /admin/audit                                    admin:audit
page   /settings/audit                                 seller:own
page   /settings/audit?format=csv                      seller:own
page   /admin/audit                                    admin:audit
page   /admin/audit?format=csv                         admin:audit

# people, and looking at a shop
GET    /admin/users/{person_id}                        admin:people
POST   /admin/users/{person_id}/disabling              admin:people       {"reason":"Spam."}
DELETE /admin/users/{person_id}/disabling              admin:people
DELETE /admin/users/{person_id}/sessions/{person_session_id} admin:people
DELETE /admin/users/{person_id}/sessions               admin:people
PUT    /admin/users/{person_id}/role                   admin:policy       {"role":null}
page   /admin/users                                    admin:people
page   /admin/users/{person_id}                        admin:people
page   /admin/permissions                              admin:overview
form   /do/admin/disable-person                        admin:people       user_id=@person_id&reason=Spam.
form   /do/admin/enable-person                         admin:people       user_id=@person_id
form   /do/admin/end-session                           admin:people       user_id=@person_id&session_id=@person_session_id
form   /do/admin/end-sessions                          admin:people       user_id=@person_id
form   /do/admin/reset-factor                          admin:people       user_id=@person_id
DELETE /admin/users/{person_id}/second-factor          admin:people
form   /do/admin/set-role                              admin:policy       user_id=@person_id&role=
form   /do/admin/view-as                               admin:sellers      seller_id=@seller_id
form   /do/admin/stop-viewing                          admin:overview

# policies
GET    /admin/policy                                   admin:policy
PATCH  /admin/policy                                   admin:policy       {"hold_days":7}
page   /admin/policy                                   admin:policy
form   /do/admin/policy                                admin:policy       hold_days=many

# the marketplace
page   /admin                                          admin:overview
page   /ui                                             demo

# catalogue
GET    /seller/products                                seller:products
POST   /seller/products                                seller:products    {"name":"Bowl","price":7}
GET    /seller/products/{product_id}                   owner:products
PATCH  /seller/products/{product_id}                   owner:products     {"name":"Mug, blue"}
DELETE /seller/products/{product_id}                   owner:products
GET    /seller/products/bulk-edits                     seller:products
POST   /seller/products/bulk-edits                     owner:products     {"product_ids":["@product_id"],"changes":{"add_tags":["new"]}}
GET    /seller/products/bulk-edits/{bulk_edit_id}      owner:products
POST   /seller/products/bulk-edits/{bulk_edit_id}/undo owner:products     {}
GET    /seller/inventory                               seller:products
PUT    /seller/inventory                               seller:products    {"items":[{"sku":"@sku","on_hand":9}]}
GET    /seller/products/{product_id}/images            owner:products
POST   /seller/products/{product_id}/images            owner:products     {}
PATCH  /seller/products/{product_id}/images            owner:products     {"images":[{"image_id":"@image_id","alt":"A mug"}]}
DELETE /seller/products/{product_id}/images/{image_id} owner:products
POST   /seller/products/{product_id}/images/{image_id}/retry owner:products
PUT    /seller/inventory/threshold                     seller:products    {"low_stock_at":2}
POST   /seller/inventory/transfers                     owner:products     {"variant_id":"@variant_id","from_location_id":"@main_location_id","to_location_id":"@location_id","quantity":1}
GET    /seller/inventory/{variant_id}/adjustments      owner:products
GET    /seller/locations                               seller:products
POST   /seller/locations                               seller:products    {"name":""}
PATCH  /seller/locations/{location_id}                 owner:products     {"address":"1 Quay"}
DELETE /seller/locations/{location_id}                 owner:products
GET    /requests/{request_id}                          self
GET    /seller/products/imports                        seller:products
POST   /seller/products/imports                        seller:products    {}
GET    /seller/products/imports/{import_id}            owner:products
GET    /seller/products/imports/{import_id}/errors.csv owner:products
POST   /seller/products/imports/{import_id}/retry      owner:products     {}
POST   /seller/products/imports/{import_id}/undo       owner:products     {}
POST   /seller/products/imports/{import_id}/start      owner:products     {}
GET    /seller/products/imports/{import_id}/warnings.csv owner:products
GET    /seller/products/imports/{import_id}/prices.csv owner:products
page   /products                                       seller:products
page   /products?format=csv                            seller:products
page   /products/new                                   seller:products
page   /products/imports                               seller:products
page   /products/imports/{import_id}                   owner:products
page   /products/{product_id}                          owner:products
page   /products/bulk                                  seller:products
page   /products/bulk/{bulk_edit_id}                   owner:products
page   /products/grid                                  seller:products
form   /do/products/save-grid                          owner:products     rows[0][product_id]=@product_id&rows[0][variant_id]=@variant_id&rows[0][barcode]=1
form   /do/products/bulk-edit                          owner:products     ids[0]=@product_id&add_tags=new
form   /do/products/undo-bulk-edit                     owner:products     bulk_edit_id=@bulk_edit_id
page   /products/inventory                             seller:products
page   /products/inventory?format=csv                  seller:products
page   /products/inventory/{variant_id}                owner:products
page   /products/inventory/sheets                      seller:products
page   /products/inventory/sheets/{stock_sheet_id}     owner:products
page   /products/locations                             seller:products
form   /do/products/save-stock                         owner:products     rows[0][variant_id]=@variant_id&rows[0][on_hand]=+1&rows[0][seen]=
form   /do/products/transfer-stock                     owner:products     variant_id=@variant_id&from_location_id=@main_location_id&to_location_id=@location_id&quantity=1
form   /do/products/low-stock                          seller:products    low_stock_at=many
form   /do/products/add-location                       seller:products    name=
form   /do/products/change-location                    owner:products     location_id=@location_id&name=
form   /do/products/archive-location                   owner:products     location_id=@main_location_id
form   /do/products/create                             seller:products    name=
form   /do/products/revise                             owner:products     product_id=@product_id&name=
form   /do/products/set-options                        owner:products     product_id=@product_id
form   /do/products/set-status                         seller:products    ids[0]=@product_id&status=lost
form   /do/products/undo-import                        owner:products     import_id=@import_id
form   /do/products/arrange-images                     owner:products     product_id=@product_id&act=up:@image_id
form   /do/products/archive                            owner:products     product_id=@product_id
form   /do/products/restore                            owner:products     product_id=@product_id&status=active
form   /do/products/duplicate                          owner:products     product_id=@product_id
upload /products/new/variants                          seller:products    {}
upload /products/{product_id}/variants                 owner:products     {}
upload /products/{product_id}/options                  owner:products     {}
form   /do/products/map-import                         owner:products     import_id=@import_id&dialect=ours&go=format
form   /do/products/start-import                       owner:products     import_id=@import_id
form   /do/products/remove                             owner:products     product_id=@product_id

# categories
GET    /categories                                     anyone
POST   /admin/categories                               admin:catalogue    {"name":""}
PATCH  /admin/categories/{category_id}                 admin:catalogue    {"position":"none"}
POST   /admin/categories/{category_id}/merging         admin:catalogue    {"into":"none"}
GET    /admin/category-texts                           admin:catalogue
POST   /admin/category-texts                           admin:catalogue    {"text":""}
DELETE /admin/categories/{category_id}                 admin:catalogue
page   /admin/categories                               admin:catalogue
file   /products/categories                            seller:products
file   /admin/categories/paths                         admin:catalogue
form   /do/admin/add-category                          admin:catalogue    name=
form   /do/admin/change-category                       admin:catalogue    category_id=@category_id&position=none
form   /do/admin/merge-category                        admin:catalogue    category_id=@category_id&into=none
form   /do/admin/map-category                          admin:catalogue    text=
form   /do/admin/remove-category                       admin:catalogue    category_id=@category_id

# review of products
GET    /admin/products                                 admin:catalogue
GET    /admin/products/{product_id}                    admin:catalogue
POST   /admin/products/approvals                       admin:catalogue    {"product_ids":[]}
POST   /admin/products/{product_id}/changes            admin:catalogue    {"reason":""}
POST   /admin/products/{product_id}/approval           admin:catalogue    {}
GET    /seller/products/{product_id}/review            owner:products
DELETE /seller/products/{product_id}/review            owner:products
page   /admin/products                                 admin:catalogue
page   /admin/products/{product_id}                    admin:catalogue
form   /do/admin/approve-product                       admin:catalogue    product_id=@product_id
form   /do/admin/approve-products                      admin:catalogue    ids[0]=none
form   /do/admin/ask-for-changes                       admin:catalogue    product_id=@product_id&reason=
form   /do/products/withdraw-changes                   owner:products     product_id=@product_id

# orders
POST   /storefront/orders                              key                {"reference":""}
POST   /storefront/orders/{reference}/payment          key                {"provider":"stripe","reference":"pi_@reference"}
GET    /seller/orders                                  seller:orders
GET    /seller/orders/summary                          seller:orders
GET    /seller/orders/{order_id}                       owner:orders
PATCH  /seller/orders/{order_id}/status                owner:orders       {"status":"processing"}
PATCH  /seller/orders/{order_id}/cancel                owner:orders       {"reason":"Broken","lines":[{"line_id":"@line_id","quantity":1}]}
POST   /seller/orders/{order_id}/shipments             owner:orders       {"carrier":"DHL","tracking_number":"1","lines":[{"line_id":"@line_id","quantity":1}]}
page   /orders                                         seller:orders
page   /orders?format=csv                              seller:orders+export
page   /orders?format=pdf                              seller:orders+export
page   /orders/{order_id}                              owner:orders
form   /do/orders/bulk-status                          seller:orders      ids[0]=@order_id&status=lost
form   /do/orders/status                               owner:orders       order_id=@order_id&status=processing
form   /do/orders/cancel                               owner:orders       order_id=@order_id&reason=Broken
form   /do/orders/ship                                 owner:orders       order_id=@order_id&carrier=DHL&tracking_number=1

# wallet
GET    /seller/transactions                            seller:wallet
GET    /seller/transactions/wallet                     seller:wallet
POST   /seller/transactions/withdraw                   seller:payouts     {"amount":1000000}
GET    /seller/payouts                                 seller:wallet
GET    /seller/payouts/{payout_id}                     owner:wallet
GET    /seller/payout-methods                          seller:payouts
POST   /seller/payout-methods                          seller:payouts     {"kind":"bank"}
DELETE /seller/payout-methods/{payout_method_id}       owner:payouts
GET    /admin/payouts                                  admin:payouts
POST   /admin/payouts/{payout_id}/settlement           admin:payouts      {"outcome":"lost"}
page   /wallet                                         seller:wallet
page   /wallet?format=csv                              seller:wallet
page   /wallet?format=pdf                              seller:wallet
page   /wallet/payouts                                 seller:wallet
page   /admin/payouts                                  admin:payouts
page   /admin/payouts?show={payout_id}                  admin:payouts
form   /do/wallet/withdraw                             seller:payouts     amount=1000000
form   /do/wallet/add-method                           seller:payouts     kind=bank
form   /do/wallet/remove-method                        owner:payouts      payout_method_id=@second_payout_method_id
form   /do/admin/settle-payout                         admin:payouts      payout_id=@payout_id&outcome=lost

# analytics
GET    /seller/analytics                               seller:analytics
GET    /seller/analytics/best-sellers                  seller:analytics
page   /dashboard                                      seller:enter
page   /analytics                                      seller:analytics
page   /analytics?format=csv                           seller:analytics
page   /analytics?format=pdf                           seller:analytics

# support
GET    /seller/tickets                                 seller:support
POST   /seller/tickets                                 seller:support     {"subject":""}
GET    /seller/tickets/{ticket_id}                     owner:support
POST   /seller/tickets/{ticket_id}/messages            owner:support      {"body":"Hello?"}
POST   /seller/tickets/{ticket_id}/closure             owner:support      {}
DELETE /seller/tickets/{ticket_id}/closure             owner:support
GET    /admin/tickets                                  admin:tickets
GET    /admin/tickets/{ticket_id}                      admin:tickets
POST   /admin/tickets/{ticket_id}/messages             admin:tickets      {"body":"Hello!"}
POST   /admin/tickets/{ticket_id}/closure              admin:tickets      {}
DELETE /admin/tickets/{ticket_id}/closure              admin:tickets
page   /support                                        seller:support
page   /support/new                                    seller:support
page   /support/{ticket_id}                            owner:support
page   /admin/tickets                                  admin:tickets
page   /admin/tickets/{ticket_id}                      admin:tickets
form   /do/support/open                                seller:support     subject=
form   /do/support/answer                              owner:support      ticket_id=@ticket_id&body=Hello
form   /do/support/close                               owner:support      ticket_id=@ticket_id
form   /do/support/reopen                              owner:support      ticket_id=@ticket_id
form   /do/admin/answer-ticket                         admin:tickets      ticket_id=@ticket_id&body=Hello
form   /do/admin/close-ticket                          admin:tickets      ticket_id=@ticket_id
form   /do/admin/reopen-ticket                         admin:tickets      ticket_id=@ticket_id

PUT    /users/me/phone                                 person             {"phone":"+353123456789"}
POST   /users/me/phone/verification                    person             {"code":"000000"}
form   /do/accounts/phone                              person             phone=none
form   /do/accounts/verify-phone                       person             code=000000

# members, invitations, the shop's own keys
GET    /seller/members                                 seller:own
PATCH  /seller/members/{user_id}                       owner:own          {"role":"staff","permissions":["orders"]}
DELETE /seller/members/{user_id}                       owner:own
GET    /seller/invitations                             seller:own
POST   /seller/invitations                             seller:own         {"email":"not an address"}
DELETE /seller/invitations/{invitation_id}             owner:own
POST   /auth/invitation                                anyone             {"token":"inv_unknown"}
DELETE /users/me/membership                            seller:member
GET    /seller/api-keys                                seller:own
POST   /seller/api-keys                                seller:own         {"name":""}
DELETE /seller/api-keys/{api_key_id}                   owner:own
page   /settings/members                               seller:own
page   /settings/api-keys                              seller:own
page   /invitation?token={invitation_token}                                     anyone
form   /do/members/invite                              seller:own         email=not-an-address
form   /do/members/revoke-invitation                   owner:own          invitation_id=@second_invitation_id
form   /do/members/change                              owner:own          user_id=@user_id&role=staff&permissions[]=orders
form   /do/members/remove                              owner:own          user_id=@user_id
form   /do/members/leave                               seller:member
form   /do/members/join                                anyone             token=inv_unknown
form   /do/keys/create                                 seller:own         name=
form   /do/keys/revoke                                 owner:own          api_key_id=@second_api_key_id

# files, beside the pages
file   /                                               anyone
file   /healthz                                        anyone
file   /readyz                                         anyone
file   /assets/{name}                                  anyone
file   /media/{name}                                   anyone
file   /media/products/{name}                          anyone
file   /favicon.svg                                    anyone
file   /favicon.ico                                    anyone
file   /icon-180.png                                   anyone
file   /icon-maskable.svg                              anyone
file   /products/imports/template.csv                  anyone
file   /products/imports/{import_id}/errors.csv        owner:products
file   /products/imports/{import_id}/warnings.csv      owner:products
file   /products/imports/{import_id}/prices.csv        owner:products
file   /admin/sellers/{seller_id}/documents/{document_id} admin:sellers
upload /products/{product_id}/images                   owner:products
upload /products/inventory/sheets                      seller:products
upload /products/imports                               seller:products
upload /settings/documents                             seller:settings
upload /settings/logo                                  seller:settings
upload /settings/banner                                seller:settings
"#;
