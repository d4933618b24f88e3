//! Isolation table: bulk orders and incoming payments.

pub const TABLE: &str = r#"
POST   /seller/orders/bulk                             seller:orders      {"order_ids":["@order_id"],"action":"lost"}
GET    /admin/payments                                 admin:payouts
POST   /admin/payments/{payment_id}/settlement         admin:payouts      {"outcome":"lost"}
page   /admin/payments                                 admin:payouts
form   /do/admin/settle-payment                        admin:payouts      payment_id=@payment_id&outcome=lost
"#;
