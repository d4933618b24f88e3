//! Isolation table: bulk orders, timelines and notes, incoming payments.

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
GET    /admin/payments                                 admin:payouts
POST   /admin/payments/{payment_id}/settlement         admin:payouts      {"outcome":"lost"}
page   /admin/payments                                 admin:payouts
form   /do/admin/settle-payment                        admin:payouts      payment_id=@payment_id&outcome=lost
"#;
