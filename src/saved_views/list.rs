//! The lists that have views, as the slices that show them describe them, and whose views of a list these are.

use crate::form::FieldErrors;
use crate::id::{SellerId, UserId};
use crate::money::Currency;
use crate::problem::Problem;
use crate::viewer::{Member, Right, may};
use jiff::tz::TimeZone;
use serde::Serialize;

/// A list that has views. The slice that shows the list describes it.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// Its name in calls, forms and the database.
    pub name: &'static str,
    /// The page that shows it.
    pub path: &'static str,
    /// Refuses a member who may not see it.
    pub may_see: fn(&Member<may::Enter>) -> Result<(), Problem>,
    /// The address that the list itself writes for a query, in the shop's currency and time zone.
    pub address: fn(&str, Currency, &TimeZone) -> Result<String, FieldErrors>,
}

impl PartialEq for List {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for List {}

impl List {
    /// The views that someone has of this list, if they may see it.
    pub fn keeper<R: Right>(self, member: &Member<R>) -> Result<Keeper, Problem> {
        (self.may_see)(&member.who()?)?;
        Ok(Keeper {
            list: self,
            seller_id: member.seller_id.clone(),
            user_id: member.user_id.clone(),
            currency: member.currency,
            zone: member.zone(),
        })
    }
}

/// Every list that has views. `app.rs` joins them, and hands them to the calls and the server functions.
#[derive(Debug, Clone, Copy)]
pub struct Lists(pub &'static [List]);

impl Lists {
    /// The list of that name.
    pub fn named(self, name: &str) -> Option<List> {
        self.0.iter().copied().find(|list| list.name == name)
    }

    /// The list that a call or a form names.
    pub fn parse(self, text: &str) -> Result<List, FieldErrors> {
        let wrong = || FieldErrors::of("list", format!("The list is {}.", self.names().join(" or ")));
        self.named(text).ok_or_else(wrong)
    }

    pub(super) fn names(self) -> Vec<&'static str> {
        self.0.iter().map(|list| list.name).collect()
    }
}

/// A list's name, in the words of the API.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
#[schema(as = ListWithViews, value_type = String)]
pub struct ListName(&'static str);

impl From<List> for ListName {
    fn from(list: List) -> Self {
        Self(list.name)
    }
}

/// A member who may see the list: whose views these are. Only [`List::keeper`] makes one.
#[derive(Debug, Clone)]
pub struct Keeper {
    pub(super) list: List,
    pub(super) seller_id: SellerId,
    pub(super) user_id: UserId,
    currency: Currency,
    zone: TimeZone,
}

impl Keeper {
    /// The filter as the list writes it, without other parameters such as the cursor.
    pub(super) fn filter(&self, query: &str) -> Result<String, FieldErrors> {
        let address = (self.list.address)(query, self.currency, &self.zone)?;
        Ok(query_of(&address).to_owned())
    }
}

/// Query part of an address.
pub(super) fn query_of(address: &str) -> &str {
    address.split_once('?').map_or("", |(_, query)| query)
}
