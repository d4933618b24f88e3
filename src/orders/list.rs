//! Order list: filters and cursor.

use super::order::OrderStatus;
use super::search::Search;
use super::store::{self, ListRow};
use crate::clock::Millis;
use crate::form::FieldErrors;
use crate::id::OrderId;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};
use crate::web::list::Listed;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Status value in [`OrdersForm`] for everything with something left to ship.
pub const TO_SHIP: &str = "to_ship";

/// Order filters, as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct OrdersForm {
    /// A status, or `to_ship` for orders paid and not fully shipped.
    pub status: Option<String>,
    /// First day, in the seller's timezone, or a time.
    pub from: Option<String>,
    /// Last day, in the seller's timezone, or a time.
    pub to: Option<String>,
    /// An order's number or id, or the beginning of a word of its reference, its buyer's name or address.
    pub q: Option<String>,
    /// `true` for orders that are to ship and past their time.
    pub late: Option<String>,
}

/// Order filters.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Statuses; empty means any.
    pub statuses: Vec<OrderStatus>,
    pub from: Option<Millis>,
    /// The moment before which.
    pub to: Option<Millis>,
    pub search: Option<Search>,
    /// Whether only those are wanted that are to ship and late.
    pub late: bool,
    /// The moment at which they are late.
    pub late_at: Option<Millis>,
}

impl Filter {
    /// Whether the list is sorted by when its orders should be shipped: all that is to ship, without a search.
    pub fn is_by_ship_by(&self) -> bool {
        self.search.is_none() && self.statuses == to_ship()
    }

    /// The filter at a moment: late is what should have been shipped before it.
    fn at(self, now: Millis) -> Self {
        let late_at = self.late.then_some(now);
        Self { late_at, ..self }
    }
}

/// Statuses of orders that wait to be shipped.
pub(super) fn to_ship() -> Vec<OrderStatus> {
    let all = OrderStatus::ALL.into_iter();
    all.filter(|status| status.is_to_ship()).collect()
}

impl OrdersForm {
    /// The list's address with this filter; a blank value of `changes` leaves a parameter out.
    pub fn address(&self, changes: &[(&str, &str)]) -> String {
        let kept = [
            ("status", &self.status),
            ("from", &self.from),
            ("to", &self.to),
            ("q", &self.q),
            ("late", &self.late),
        ];
        let kept = kept
            .into_iter()
            .filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name))
            .filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let pairs: Vec<_> = kept
            .chain(changes.iter().copied())
            .filter(|(_, value)| !value.is_empty())
            .collect();
        if pairs.is_empty() {
            return "/orders".to_owned();
        }
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("/orders?{query}")
    }

    pub fn parse(&self, zone: &TimeZone) -> Result<Filter, FieldErrors> {
        let mut errors = FieldErrors::new();
        // PostgreSQL takes no NUL.
        let given = |text: &Option<String>| {
            let text = text.as_deref()?.replace('\0', "");
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        let late = errors
            .take("late", parse_late(given(&self.late).as_deref()))
            .unwrap_or(false);
        let statuses = match given(&self.status).as_deref() {
            None if late => to_ship(),
            None => Vec::new(),
            Some(TO_SHIP) => to_ship(),
            Some(text) => match OrderStatus::parse(text) {
                Some(status) => vec![status],
                None => {
                    let known = OrderStatus::ALL.map(OrderStatus::as_str).join(", ");
                    errors.add(
                        "status",
                        format!("The status must be {TO_SHIP} or one of {known}."),
                    );
                    Vec::new()
                }
            },
        };
        let mut moment = |field: &str, text: Option<String>, days: i64| {
            let text = text?;
            let at = Millis::parse_limit(&text, days, zone);
            if at.is_none() {
                errors.add(field, "Enter a day such as 2026-11-23.");
            }
            at
        };
        let from = moment("from", given(&self.from), 0);
        let to = moment("to", given(&self.to), 1);
        let search = given(&self.q).map(|text| Search::of(&text));
        errors.or(Some(Filter {
            statuses,
            from,
            to,
            search,
            late,
            late_at: None,
        }))
    }
}

/// Whether only late orders are asked for.
fn parse_late(text: Option<&str>) -> Result<bool, &'static str> {
    match text {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err("Late must be true or false."),
    }
}

/// Address of the orders page for a query, as the page writes it.
pub fn list_address(query: &str, zone: &TimeZone) -> Result<String, FieldErrors> {
    let asked: OrdersForm = serde_urlencoded::from_str(query)
        .map_err(|_| FieldErrors::of("query", "That is not a valid order filter."))?;
    asked.parse(zone)?;
    let trimmed = |text: Option<String>| text.map(|text| text.replace('\0', "").trim().to_owned());
    let form = OrdersForm {
        status: trimmed(asked.status),
        from: trimmed(asked.from),
        to: trimmed(asked.to),
        q: trimmed(asked.q),
        late: trimmed(asked.late),
    };
    Ok(form.address(&[]))
}

/// The place after an order in a list: when it was placed, or in a list of what is to ship when that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub placed_at: Millis,
    pub order_id: OrderId,
}

impl Cursor {
    pub fn parse(text: &str) -> Result<Self, FieldErrors> {
        text.split_once('.')
            .and_then(|(at, id)| {
                Some(Self {
                    placed_at: Millis(at.parse().ok()?),
                    order_id: OrderId::parse(id).ok()?,
                })
            })
            .ok_or_else(|| FieldErrors::of("after", "That is not a cursor of this list."))
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.placed_at.0, self.order_id)
    }
}

/// A page of the seller's orders. It may have fewer than `limit`, even none, and yet go on: a search looks at so many
/// orders at once.
pub async fn orders(
    app: &App,
    member: &Member<may::Orders>,
    form: &OrdersForm,
    after: Option<&str>,
    limit: i64,
) -> Result<Listed<ListRow>, Problem> {
    let filter = form.parse(&member.zone())?.at(app.clock.now());
    let after = after.map(Cursor::parse).transpose()?;
    let found = store::list(&app.db, &member.seller_id, &filter, after.as_ref(), limit).await?;
    let listed = Listed::cut(found.rows, limit, |row| {
        let placed_at = match filter.is_by_ship_by() {
            true => row.ship_by(),
            false => row.placed_at,
        };
        let order_id = row.order_id.clone();
        Cursor { placed_at, order_id }.to_string()
    });
    let stopped_at = found.stopped_at.map(|place| place.to_string());
    Ok(Listed {
        next: listed.next.or(stopped_at),
        ..listed
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_no_part_of_a_search() {
        let form = OrdersForm {
            q: Some("\0Ada\0".into()),
            ..OrdersForm::default()
        };
        let filter = form.parse(&TimeZone::UTC).unwrap();
        assert_eq!(filter.search, Some(Search::of("Ada")));
    }

    #[test]
    fn a_cursor_reads_what_it_wrote() {
        let cursor = Cursor {
            placed_at: Millis(5),
            order_id: OrderId::new(Millis(7)),
        };
        assert_eq!(Cursor::parse(&cursor.to_string()), Ok(cursor));
        assert!(Cursor::parse("5.prod_x").is_err());
    }
}
