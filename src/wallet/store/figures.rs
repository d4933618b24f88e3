//! SQL of stored sums and their recomputation, returning differences. Each is added up by the database, group
//! by group, so that no proof keeps more in memory the more there is.

/// Figures of one kind of row, and the figures that prove them.
pub struct Figures {
    /// Label of a row, as SQL.
    subject: &'static str,
    /// The seller it belongs to.
    seller: &'static str,
    /// Tables and conditions.
    from: String,
    group: &'static str,
    /// Figure name, SQL of the stored value, SQL of its recomputation.
    pub figures: Vec<(&'static str, String, String)>,
}

impl Figures {
    /// Statement returning rows with a differing figure.
    pub fn sql(&self, most: usize) -> String {
        let columns: String = self
            .figures
            .iter()
            .enumerate()
            .map(|(at, (_, kept, proven))| {
                format!(", cast({kept} as bigint) as kept_{at}, cast({proven} as bigint) as proven_{at}")
            })
            .collect();
        let differ: Vec<String> = self
            .figures
            .iter()
            .map(|(_, kept, proven)| format!("{kept} <> {proven}"))
            .collect();
        format!(
            "select {} as subject, {} as seller_id{columns} from {} group by {} having {} limit {most}",
            self.subject,
            self.seller,
            self.from,
            self.group,
            differ.join(" or ")
        )
    }

    fn figure(mut self, name: &'static str, kept: impl Into<String>, proven: impl Into<String>) -> Self {
        self.figures.push((name, kept.into(), proven.into()));
        self
    }
}

/// Figures verified by summing other rows.
pub fn all() -> Vec<Figures> {
    vec![
        lines(),
        orders_by_lines(),
        orders_by_transfers(),
        groups(),
        payouts(),
        pending_balances(),
        refunds(),
        refunded_lines(),
        strays("order", "order_id", "orders"),
        strays("payout", "payout_id", "payouts"),
        order_counts(),
        daily_statuses(),
        daily_products(),
    ]
}

fn sum(of: &str) -> String {
    format!("coalesce(sum({of}), 0)")
}

/// The sum of transfers of these kinds.
fn moved(kinds: &[&str]) -> String {
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
    sum(&format!(
        "case when t.kind in ({}) then t.amount_minor else 0 end",
        kinds.join(", ")
    ))
}

fn lines() -> Figures {
    Figures {
        subject: "'line ' || l.line_id",
        seller: "l.seller_id",
        from: "lines l left join shipment_lines s on s.line_id = l.line_id".to_owned(),
        group: "l.line_id",
        figures: Vec::new(),
    }
    .figure("goods", "l.goods_minor", "l.unit_price_minor * l.quantity")
    .figure("shipped pieces", "l.shipped_quantity", sum("s.quantity"))
}

fn orders_by_lines() -> Figures {
    let mut figures = Figures {
        subject: "'order ' || o.order_id",
        seller: "o.seller_id",
        from: "orders o left join lines l on l.order_id = o.order_id and l.seller_id = o.seller_id"
            .to_owned(),
        group: "o.order_id",
        figures: Vec::new(),
    }
    .figure("units", "o.units", sum("l.quantity"));
    for (name, column) in [
        ("goods", "goods_minor"),
        ("discount", "discount_minor"),
        ("shipping", "shipping_minor"),
        ("tax", "tax_minor"),
        ("commission", "commission_minor"),
        ("tax on commission", "commission_tax_minor"),
    ] {
        figures = figures.figure(name, format!("o.{column}"), sum(&format!("l.{column}")));
    }
    let paid = |sum: String| format!("case when o.paid_at is null then 0 else {sum} end");
    let back = "l.returned_goods_minor + l.returned_shipping_minor + l.returned_tax_minor";
    let returned = "l.returned_commission_minor + l.returned_commission_tax_minor";
    figures
        .figure(
            "total",
            "o.total_minor",
            sum("l.goods_minor - l.discount_minor + l.shipping_minor + l.tax_minor"),
        )
        .figure("refunded", "o.refunded_minor", paid(sum(back)))
        .figure(
            "commission returned",
            "o.commission_returned_minor",
            paid(sum(returned)),
        )
}

fn orders_by_transfers() -> Figures {
    let if_paid = |column: &str| format!("case when o.paid_at is null then 0 else o.{column} end");
    Figures {
        subject: "'order ' || o.order_id",
        seller: "o.seller_id",
        from: "orders o left join transfers t on t.order_id = o.order_id and t.seller_id = o.seller_id"
            .to_owned(),
        group: "o.order_id",
        figures: Vec::new(),
    }
    .figure("paid", if_paid("total_minor"), moved(&["sale"]))
    .figure("commission", if_paid("commission_minor"), moved(&["commission"]))
    .figure(
        "tax on commission",
        if_paid("commission_tax_minor"),
        moved(&["commission_tax"]),
    )
    .figure("refunded", "o.refunded_minor", moved(&["cancellation", "refund"]))
    .figure(
        "commission returned",
        "o.commission_returned_minor",
        moved(&["commission_returned", "commission_tax_returned"]),
    )
    .figure(
        "held",
        "o.held_minor",
        sum("case when t.credit_account = 'pending' then t.amount_minor
                  when t.debit_account = 'pending' then -t.amount_minor else 0 end"),
    )
}

/// Refunds against their lines, and against what they took.
fn refunds() -> Figures {
    let of_lines = |column: &str, kept: &str| {
        format!(
            "case when r.cause = 'refund' then {} else {kept} end",
            sum(&format!("l.{column}"))
        )
    };
    let mut figures = Figures {
        subject: "'refund ' || r.refund_id",
        seller: "r.seller_id",
        from: "refunds r left join refund_lines l on l.refund_id = r.refund_id".to_owned(),
        group: "r.refund_id",
        figures: Vec::new(),
    }
    .figure(
        "amount",
        "r.amount_minor",
        "r.goods_minor + r.tax_minor + r.shipping_minor",
    )
    .figure(
        "what it took",
        "r.pending_minor + r.reserved_minor + r.available_minor + r.debt_minor",
        "case when r.cause = 'late_payment' then 0
              else r.amount_minor - r.commission_minor - r.commission_tax_minor end",
    );
    for (name, column) in [
        ("goods", "goods_minor"),
        ("tax", "tax_minor"),
        ("shipping", "shipping_minor"),
        ("commission", "commission_minor"),
        ("tax on commission", "commission_tax_minor"),
    ] {
        let kept = format!("r.{column}");
        let proven = of_lines(column, &kept);
        figures = figures.figure(name, kept, proven);
    }
    figures
}

/// Lines against the refunds and cancellations that returned parts of them.
fn refunded_lines() -> Figures {
    Figures {
        subject: "'line ' || l.line_id",
        seller: "l.seller_id",
        from: "lines l join orders o on o.order_id = l.order_id
             left join refund_lines r on r.line_id = l.line_id"
            .to_owned(),
        group: "l.line_id, o.order_id",
        figures: Vec::new(),
    }
    .figure("refunded pieces", "l.refunded_quantity", sum("r.quantity"))
    .figure(
        "returned",
        "l.returned_goods_minor + l.returned_shipping_minor + l.returned_tax_minor",
        format!(
            "case when o.paid_at is null then 0 else l.cancelled_minor end + {}",
            sum("r.goods_minor + r.shipping_minor + r.tax_minor")
        ),
    )
}

fn groups() -> Figures {
    let mut figures = Figures {
        subject: "'checkout ' || g.order_group_id",
        seller: "'-'",
        from: "order_groups g left join orders o on o.order_group_id = g.order_group_id".to_owned(),
        group: "g.order_group_id",
        figures: Vec::new(),
    };
    for (name, column) in [
        ("shipping", "shipping_minor"),
        ("tax", "tax_minor"),
        ("discount", "discount_minor"),
        ("total", "total_minor"),
    ] {
        figures = figures.figure(name, format!("g.{column}"), sum(&format!("o.{column}")));
    }
    figures
}

/// Payout figures; the fee is posted with the request, or with the payment for older ones.
fn payouts() -> Figures {
    let is_back = "p.status in ('failed', 'returned', 'cancelled')";
    let fee = moved(&["payout_fee"]);
    Figures {
        subject: "'payout ' || p.payout_id",
        seller: "p.seller_id",
        from: "payouts p left join transfers t on t.payout_id = p.payout_id and t.seller_id = p.seller_id"
            .to_owned(),
        group: "p.payout_id",
        figures: Vec::new(),
    }
    .figure("amount", "p.amount_minor", moved(&["payout"]))
    .figure(
        "amount less fee",
        "case when p.status = 'paid' then p.amount_minor - p.fee_minor else 0 end",
        moved(&["payout_paid"]),
    )
    .figure(
        "fee",
        format!("case when {is_back} then 0 when p.status = 'paid' or {fee} > 0 then p.fee_minor else 0 end"),
        format!("{fee} - {}", moved(&["payout_fee_returned"])),
    )
    .figure(
        "what came back",
        format!("case when {is_back} then p.amount_minor else 0 end"),
        moved(&["payout_returned", "payout_fee_returned"]),
    )
    .figure(
        "under way",
        format!("case when p.status = 'paid' or {is_back} then 0 else p.amount_minor - {fee} end"),
        sum("case when t.credit_account = 'in_payout' then t.amount_minor
                  when t.debit_account = 'in_payout' then -t.amount_minor else 0 end"),
    )
}

fn pending_balances() -> Figures {
    Figures {
        subject: "'balance'",
        seller: "b.seller_id",
        from: "balances b left join orders o on o.seller_id = b.seller_id".to_owned(),
        group: "b.seller_id",
        figures: Vec::new(),
    }
    .figure(
        "pending against what the orders hold",
        "b.pending_minor",
        sum("o.held_minor"),
    )
}

/// Transfers whose reason is not there, or another seller's.
fn strays(name: &'static str, id: &str, table: &str) -> Figures {
    let subject = match name {
        "order" => "'order ' || t.order_id",
        _ => "'payout ' || t.payout_id",
    };
    Figures {
        subject,
        seller: "t.seller_id",
        from: format!(
            "transfers t left join {table} r on r.{id} = t.{id} and r.seller_id = t.seller_id
             where t.{id} is not null and r.{id} is null"
        ),
        group: match name {
            "order" => "t.order_id, t.seller_id",
            _ => "t.payout_id, t.seller_id",
        },
        figures: Vec::new(),
    }
    .figure("transfers without it", "count(*)", "0")
}

/// Remembered rows and counted ones side by side: both are summed, so that neither has to be there.
fn beside(
    subject: &'static str,
    group: &'static str,
    remembered: &str,
    counted: &str,
    names: &[(&'static str, &str)],
) -> Figures {
    let columns = |prefix: &str, other: &str| -> String {
        names
            .iter()
            .map(|(_, column)| format!(", {column} as {prefix}_{column}, 0 as {other}_{column}"))
            .collect()
    };
    let counts: String = names
        .iter()
        .map(|(_, column)| format!(", 0 as kept_{column}, {column} as counted_{column}"))
        .collect();
    let mut figures = Figures {
        subject,
        seller: "x.seller_id",
        from: format!(
            "(select {group}{} from {remembered} union all select {group}{counts} from ({counted}) c) x",
            columns("kept", "counted")
        ),
        group,
        figures: Vec::new(),
    };
    for (name, column) in names {
        figures = figures.figure(
            name,
            sum(&format!("x.kept_{column}")),
            sum(&format!("x.counted_{column}")),
        );
    }
    figures
}

fn order_counts() -> Figures {
    beside(
        "'count of orders ' || x.status",
        "seller_id, status",
        "order_counts",
        "select seller_id, status, count(*) as orders from orders group by seller_id, status",
        &[("", "orders")],
    )
}

fn daily_statuses() -> Figures {
    beside(
        "'orders of ' || x.day || ' ' || x.status",
        "seller_id, day, status",
        "daily_statuses",
        "select seller_id, day, status, count(*) as orders, cast(sum(units) as bigint) as units,
             cast(sum(case when status = 'cancelled' and paid_at is null then 0 else total_minor end) as bigint)
                 as total_minor,
             cast(sum(refunded_minor) as bigint) as refunded_minor,
             cast(sum(case when refunded_minor > 0 then 1 else 0 end) as bigint) as refunded_orders
         from orders group by seller_id, day, status",
        &[
            ("number", "orders"),
            ("units", "units"),
            ("total", "total_minor"),
            ("refunded", "refunded_minor"),
            ("refunded orders", "refunded_orders"),
        ],
    )
}

fn daily_products() -> Figures {
    let goods = "(l.goods_minor - l.discount_minor)";
    let counted = format!(
        "select o.seller_id, o.day, l.product_id, sum(l.quantity - l.cancelled_quantity - l.refunded_quantity) as units,
             sum({goods} - l.returned_goods_minor) as revenue_minor
         from orders o join lines l on l.order_id = o.order_id
         where o.paid_at is not null group by o.seller_id, o.day, l.product_id"
    );
    beside(
        "'sales of ' || x.product_id || ' on ' || x.day",
        "seller_id, day, product_id",
        "daily_products",
        &counted,
        &[("units", "units"), ("revenue", "revenue_minor")],
    )
}
