//! Drawing of a packing slip and an invoice.

use super::blocks::{Sheet, address_lines};
use super::store::InvoiceRow;
use crate::accounts::SellerRow;
use crate::orders::{LineRow, SoldOrder};
use crate::pdf::{Column, Table};

/// Draws a packing slip: what to pack and where it goes, without a price.
pub fn slip(sheet: &mut Sheet, seller: &SellerRow, sale: &SoldOrder) {
    let order = &sale.order;
    let shop = sheet.say("the shop's name", &seller.shop_name);
    sheet.document.part(&format!("{shop} · order #{}", order.number));
    sheet.head(
        &format!("Packing slip #{}", order.number),
        order.order_id.as_str(),
    );
    let ship_to = ship_to(sheet, sale);
    let facts = [
        shop,
        format!("Order #{}", order.number),
        format!("Reference {}", sheet.say("the reference", &order.reference)),
        format!("Placed {}", sheet.day(order.placed_at)),
    ];
    sheet.blocks(("Ship to", &ship_to), ("From", &facts));
    let table = pieces(sheet, &sale.lines);
    sheet.document.table(&table);
    sheet.end(order.number);
}

fn pieces(sheet: &mut Sheet, lines: &[LineRow]) -> Table {
    let left = |line: &LineRow| line.quantity - line.cancelled_quantity;
    let packed: Vec<&LineRow> = lines.iter().filter(|line| left(line) > 0).collect();
    let sum = |of: &dyn Fn(&LineRow) -> i64| packed.iter().map(|line| of(line)).sum::<i64>().to_string();
    let (all, shipped) = (sum(&left), sum(&|line| line.shipped_quantity));
    let mut rows = Vec::new();
    for line in &packed {
        let mut row = Vec::from(item(sheet, line));
        row.push(line.shipped_quantity.to_string());
        row.push(left(line).to_string());
        rows.push(row);
    }
    Table {
        columns: vec![
            Column::text("Item", 3.0),
            Column::text("Variant", 2.0),
            Column::text("SKU", 2.0),
            Column::figure("Shipped before"),
            Column::figure("Pieces"),
        ],
        rows,
        totals: Some(vec!["Sum".to_owned(), String::new(), String::new(), shipped, all]),
        empty: "All pieces of this order were cancelled.".to_owned(),
    }
}

fn item(sheet: &mut Sheet, line: &LineRow) -> [String; 3] {
    [
        sheet.say("an item's name", &line.name),
        sheet.say("a variant", &line.variant_name),
        sheet.say("a SKU", line.sku.as_deref().unwrap_or_default()),
    ]
}

fn ship_to(sheet: &mut Sheet, sale: &SoldOrder) -> Vec<String> {
    let mut lines = vec![sheet.say("the buyer's name", &sale.buyer.buyer_name)];
    for line in address_lines(&sale.buyer.ship_to.0) {
        lines.push(sheet.say("the address", &line));
    }
    lines
}

/// Draws an invoice, as its issuer was when it was first made.
pub fn invoice(sheet: &mut Sheet, invoice: &InvoiceRow, sale: &SoldOrder) {
    let order = &sale.order;
    let shop = sheet.say("the shop's name", &invoice.seller_name);
    sheet
        .document
        .part(&format!("{shop} · invoice {}", invoice.number));
    sheet.head(&format!("Invoice {}", invoice.number), order.order_id.as_str());
    let issuer = issuer(sheet, invoice, shop);
    let buyer = ship_to(sheet, sale);
    sheet.blocks(("From", &issuer), ("To", &buyer));
    let facts = facts(sheet, invoice, sale);
    sheet.document.paragraph(&facts, crate::pdf::Type::BODY);
    sheet.document.space(8.0);
    let table = amounts(sheet, sale);
    sheet.document.table(&table);
    sheet.sums(&sums(sale));
    sheet.end(order.number);
}

fn issuer(sheet: &mut Sheet, invoice: &InvoiceRow, shop: String) -> Vec<String> {
    let mut lines = vec![shop];
    for line in invoice.seller_address.as_deref().unwrap_or_default().lines() {
        lines.push(sheet.say("the shop's address", line));
    }
    if let Some(tax_id) = &invoice.seller_tax_id {
        lines.push(format!("Tax ID {}", sheet.say("the tax ID", tax_id)));
    }
    lines
}

fn facts(sheet: &mut Sheet, invoice: &InvoiceRow, sale: &SoldOrder) -> String {
    let order = &sale.order;
    let reference = sheet.say("the reference", &order.reference);
    let paid = order.paid_at.map(|at| format!(" · Paid {}", sheet.day(at)));
    format!(
        "Invoice date {} · Order #{} ({reference}) of {}{}",
        sheet.day(invoice.issued_at),
        order.number,
        sheet.day(order.placed_at),
        paid.unwrap_or_default()
    )
}

fn amounts(sheet: &mut Sheet, sale: &SoldOrder) -> Table {
    let show = |minor: i64| sale.order.currency.show(minor);
    let mut rows = Vec::new();
    for line in &sale.lines {
        let [name, variant, sku] = item(sheet, line);
        let about = [name, variant, sku].into_iter().filter(|text| !text.is_empty());
        rows.push(vec![
            about.collect::<Vec<_>>().join(" · "),
            line.quantity.to_string(),
            show(line.unit_price_minor),
            show(-line.discount_minor),
            show(line.tax_minor),
            show(line.goods_minor - line.discount_minor + line.tax_minor),
        ]);
    }
    let mut columns = vec![Column::text("Item", 1.0)];
    columns.extend(["Pieces", "Unit price", "Discount", "Tax", "Amount"].map(Column::figure));
    Table {
        columns,
        rows,
        ..Table::default()
    }
}

fn sums(sale: &SoldOrder) -> Vec<(&'static str, String)> {
    let order = &sale.order;
    let all = [
        ("Goods", order.goods_minor, true),
        ("Discount", -order.discount_minor, order.discount_minor != 0),
        ("Shipping", order.shipping_minor, true),
        ("Tax", order.tax_minor, true),
        ("Total", order.total_minor, true),
        ("Paid", order.total_minor, true),
        (
            "Returned or owed back",
            -order.refunded_minor,
            order.refunded_minor != 0,
        ),
    ];
    let shown = all.into_iter().filter(|(_, _, is_shown)| *is_shown);
    shown
        .map(|(label, minor, _)| (label, order.currency.show(minor)))
        .collect()
}
