//! Isolation table: bulk orders, timelines and notes, incoming payments, quotes, shipping.

pub const TABLE: &str = r#"
GET    /seller/orders/{order_id}/timeline              owner:orders
POST   /seller/orders/{order_id}/notes                 owner:orders       {"text":"Gift wrap"}
form   /do/orders/note                                 owner:orders       order_id=@order_id&text=Gift+wrap
POST   /seller/orders/bulk                             seller:orders      {"order_ids":["@order_id"],"action":"lost"}
GET    /seller/orders/{order_id}/refunds               owner:orders
POST   /seller/orders/{order_id}/refunds               owner:orders       {"amount":"0.01","reason":"Late"}
GET    /seller/refunds                                 seller:orders
page   /refunds                                        seller:orders
GET    /admin/refunds                                  admin:payouts
POST   /admin/refunds/{refund_id}/confirmation         admin:payouts      {}
POST   /storefront/refunds/{refund_id}/confirmation    key                {}
page   /admin/refunds                                  admin:payouts
form   /do/admin/confirm-refund                        admin:payouts      refund_id=@refund_id
form   /do/orders/refund                               owner:orders       order_id=@order_id&amount=0.01&reason=Late
GET    /seller/orders/{order_id}/packing-slip          owner:orders
GET    /seller/orders/{order_id}/invoice               owner:orders
file   /orders/{order_id}/packing-slip                 owner:orders
file   /orders/{order_id}/invoice                      owner:orders
file   /orders/papers?kind=packing-slip&order={order_id} owner:orders
GET    /admin/payments                                 admin:payouts
POST   /admin/payments/{payment_id}/settlement         admin:payouts      {"outcome":"lost"}
page   /admin/payments                                 admin:payouts
form   /do/admin/settle-payment                        admin:payouts      payment_id=@payment_id&outcome=lost
POST   /storefront/quotes                              key                {}
GET    /seller/shipping                                seller:settings
PUT    /seller/shipping                                seller:settings    {"handling_days":-1}
page   /settings/shipping                              seller:settings
form   /do/shipping/handling                           seller:settings    handling_days=soon
form   /do/shipping/save-zone                          seller:settings    name=
form   /do/shipping/remove-zone                        seller:settings    zone_id=none
form   /do/shipping/save-rate                          seller:settings    zone_id=none
form   /do/shipping/remove-rate                        seller:settings    rate_id=none
"#;
