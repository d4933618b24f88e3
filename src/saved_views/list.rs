//! The lists that have views, and whose views of a list these are.

use crate::db::Column;
use crate::form::FieldErrors;
use crate::id::{SellerId, UserId};
use crate::money::Currency;
use crate::problem::Problem;
use crate::viewer::{Member, Right, may};
use crate::{orders, products};
use jiff::tz::TimeZone;
use serde::Serialize;
use sqlx::any::AnyRow;

/// A list that has views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ListWithViews)]
pub enum List {
    Products,
    Orders,
}

impl List {
    pub const ALL: [List; 2] = [Self::Products, Self::Orders];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Orders => "orders",
        }
    }

    pub fn parse(text: &str) -> Result<Self, FieldErrors> {
        let list = Self::ALL.into_iter().find(|list| list.as_str() == text);
        list.ok_or_else(|| FieldErrors::of("list", "The list is products or orders."))
    }

    /// The page that shows it.
    pub fn path(self) -> &'static str {
        match self {
            Self::Products => "/products",
            Self::Orders => "/orders",
        }
    }

    /// The views that someone has of this list, if they may see it.
    pub fn keeper<R: Right>(self, member: &Member<R>) -> Result<Keeper, Problem> {
        match self {
            Self::Products => member.who::<may::Products>().map(drop)?,
            Self::Orders => member.who::<may::Orders>().map(drop)?,
        }
        Ok(Keeper {
            list: self,
            seller_id: member.seller_id.clone(),
            user_id: member.user_id.clone(),
            currency: member.currency,
            zone: member.zone(),
        })
    }
}

impl Column for List {
    fn read(row: &AnyRow, name: &str) -> sqlx::Result<Self> {
        Self::parse(&String::read(row, name)?).map_err(|_| sqlx::Error::ColumnNotFound(name.to_owned()))
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
    /// The filter as the list itself would write it after its address; what is no filter, such as the place in the
    /// list, is left out.
    pub(super) fn filter(&self, query: &str) -> Result<String, FieldErrors> {
        let address = match self.list {
            List::Products => products::list_address(query, self.currency)?,
            List::Orders => orders::list_address(query, &self.zone)?,
        };
        Ok(query_of(&address).to_owned())
    }
}

/// What stands after the `?` of an address.
pub(super) fn query_of(address: &str) -> &str {
    address.split_once('?').map_or("", |(_, query)| query)
}
