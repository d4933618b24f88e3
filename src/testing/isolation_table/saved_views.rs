//! Isolation table: saved views, which belong to a member.

pub const TABLE: &str = r#"
POST   /ws-tickets                                     person
GET    /ws                                             person
GET    /seller/views?list=products                     seller:products
GET    /seller/views?list=orders                       seller:orders
POST   /seller/views?list=products                     seller:products    {"name":""}
POST   /seller/views?list=orders                       seller:orders      {"name":""}
PATCH  /seller/views/{view_id}                         mine:products|orders {"name":"Hardly any"}
DELETE /seller/views/{view_id}                         mine:products|orders
form   /do/views/save                                  seller:orders      list=orders&name=
form   /do/views/rename                                mine:products      view_id=@view_id&name=
form   /do/views/update                                mine:products      view_id=@view_id&query=
form   /do/views/restore                               mine:products      view_id=@view_id
form   /do/views/remove                                mine:products      view_id=@second_view_id
"#;
