//! The paper of an order: its kind, the orders that are printed together, and the file.

use super::blocks::Sheet;
use super::{draw, invoice};
use crate::accounts;
use crate::form::FieldErrors;
use crate::id::OrderId;
use crate::orders::{self, SoldOrder};
use crate::pdf::{Document, PaperSize};
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use std::collections::HashSet;

/// Most orders in one file, and most lines of all of them together.
const MOST_ORDERS: usize = 200;
const MOST_LINES: usize = 5_000;

/// Kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    PackingSlip,
    Invoice,
}

impl PaperKind {
    /// Its name in addresses and file names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PackingSlip => "packing-slip",
            Self::Invoice => "invoice",
        }
    }

    fn parse(text: &str) -> Result<Self, FieldErrors> {
        match text {
            "packing-slip" => Ok(Self::PackingSlip),
            "invoice" => Ok(Self::Invoice),
            _ => Err(FieldErrors::of("kind", "kind must be packing-slip or invoice.")),
        }
    }
}

/// The papers that one file holds.
#[derive(Debug, Clone)]
pub struct Papers {
    pub kind: PaperKind,
    pub order_ids: Vec<OrderId>,
}

impl Papers {
    /// Papers as the address names them: `kind=invoice&order=ord_…`; the list's form names the orders `ids[]`.
    pub fn parse(query: &str) -> Result<Self, Problem> {
        let (mut kind, mut given) = (String::new(), Vec::new());
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "kind" => kind = value.into_owned(),
                "order" | "ids[]" => given.push(value.into_owned()),
                _ => {}
            }
        }
        let kind = PaperKind::parse(&kind)?;
        if given.is_empty() || given.len() > MOST_ORDERS {
            let wanted = format!("Choose 1 to {MOST_ORDERS} orders.");
            return Err(FieldErrors::of("order", wanted).into());
        }
        let mut seen = HashSet::new();
        if !given.iter().all(|id| seen.insert(id)) {
            return Err(FieldErrors::of("order", "The same order is named twice.").into());
        }
        let order_ids = given.iter().map(|id| OrderId::parse(id));
        let order_ids = order_ids
            .collect::<Result<_, _>>()
            .map_err(|_| Problem::not_found())?;
        Ok(Self { kind, order_ids })
    }
}

/// The file with the papers, made apart from the threads that answer pages.
pub async fn make(app: &App, member: &Member<may::Orders>, papers: Papers) -> Result<Vec<u8>, Problem> {
    let (making, member) = (app.clone(), member.clone());
    let whose = member.seller_id.clone();
    let work = async move { file(&making, &member, &papers).await };
    app.long_work.made(whose.as_str(), work).await
}

async fn file(app: &App, member: &Member<may::Orders>, papers: &Papers) -> Result<Vec<u8>, Problem> {
    let seller = accounts::seller(&app.db, &member.seller_id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let sales = sales(app, member, &papers.order_ids).await?;
    let title = match papers.kind {
        PaperKind::PackingSlip => "Packing slip",
        PaperKind::Invoice => "Invoice",
    };
    let document = Document::new(title, "", app.clock.now()).on(PaperSize::of_country(&seller.country));
    let mut sheet = Sheet::new(document, member.zone());
    match papers.kind {
        PaperKind::PackingSlip => sales
            .iter()
            .for_each(|sale| draw::slip(&mut sheet, &seller, sale)),
        PaperKind::Invoice => {
            sales
                .iter()
                .try_for_each(|sale| invoice::needs_payment(&sale.order))?;
            let invoices = invoice::of_orders(app, member, &seller, &papers.order_ids).await?;
            for sale in &sales {
                let invoice = invoices
                    .get(&sale.order.order_id)
                    .ok_or_else(Problem::not_found)?;
                draw::invoice(&mut sheet, invoice, sale);
            }
        }
    }
    Ok(sheet.finish())
}

async fn sales(
    app: &App,
    member: &Member<may::Orders>,
    order_ids: &[OrderId],
) -> Result<Vec<SoldOrder>, Problem> {
    let (mut sales, mut lines) = (Vec::with_capacity(order_ids.len()), 0);
    for order_id in order_ids {
        let sale = orders::sold_order(app, member, order_id).await?;
        lines += sale.lines.len();
        if lines > MOST_LINES {
            let wanted =
                format!("These orders have more than {MOST_LINES} lines together. Choose fewer at once.");
            return Err(FieldErrors::of("order", wanted).into());
        }
        sales.push(sale);
    }
    Ok(sales)
}
