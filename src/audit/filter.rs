//! Filter of audit entries, from a page's or call's parameters.

use crate::clock::Millis;
use crate::form::FieldErrors;
use crate::id::{ApiKeyId, AuditId, SellerId};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// The parameters as they are typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct AuditForm {
    /// An action such as `member.changed`, or a prefix: `member.`.
    pub action: String,
    /// The actor: an address, or the id of a person or API key.
    pub who: String,
    /// Id of the subject.
    pub subject: String,
    /// One shop; for the marketplace's own people.
    pub seller_id: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
}

/// Parsed filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub seller_id: Option<SellerId>,
    /// Whether an owner asks: marketplace staff cannot then be found by name.
    pub for_owner: bool,
    /// `member.changed`, or `member.` for all of them.
    action: Option<String>,
    conditions: Vec<(&'static str, String)>,
}

/// SQL expression for an action's area, the part before the dot, as in the index.
const AREA: &str = "replace(a.action, ltrim(a.action, 'abcdefghijklmnopqrstuvwxyz_'), '') = ?";

impl AuditForm {
    /// Filter of a shop's owner, limited to their shop.
    pub fn of_shop(&self, seller_id: &SellerId, zone: &TimeZone) -> Result<Filter, FieldErrors> {
        let mut filter = self.parse(zone)?;
        filter.seller_id = Some(seller_id.clone());
        filter.for_owner = true;
        Ok(filter)
    }

    /// Filter of marketplace staff.
    pub fn of_all(&self, zone: &TimeZone) -> Result<Filter, FieldErrors> {
        let mut filter = self.parse(zone)?;
        filter.seller_id = match self.seller_id.trim() {
            "" => None,
            id => {
                let wrong = |_| FieldErrors::of("seller_id", "That is not a shop ID.");
                Some(SellerId::parse(id).map_err(wrong)?)
            }
        };
        Ok(filter)
    }

    fn parse(&self, zone: &TimeZone) -> Result<Filter, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut conditions = Vec::new();
        let given = |text: &str| {
            let text = text.trim().replace('\0', "");
            (!text.is_empty()).then_some(text)
        };
        let action = given(&self.action);
        if let Some(who) = given(&self.who) {
            conditions.push(if who.contains('@') {
                (
                    "a.user_id = (select w.user_id from users w where w.email = ?)",
                    who.to_lowercase(),
                )
            } else if who.starts_with(ApiKeyId::PREFIX) {
                ("a.api_key_id = ?", who)
            } else {
                ("a.user_id = ?", who)
            });
        }
        if let Some(subject) = given(&self.subject) {
            conditions.push(("a.subject = ?", subject));
        }
        let limits = [
            ("from", &self.from, 0, "a.audit_id >= ?"),
            ("to", &self.to, 1, "a.audit_id < ?"),
        ];
        for (field, text, days, condition) in limits {
            let Some(text) = given(text) else { continue };
            match Millis::parse_limit(&text, days, zone) {
                Some(at) => conditions.push((condition, AuditId::first_at(at).to_string())),
                None => errors.add(field, "Enter a day such as 2026-11-23."),
            }
        }
        errors.or(Some(Filter {
            action,
            conditions,
            ..Filter::default()
        }))
    }

    /// Given parameters, for links.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let all = [
            ("action", &self.action),
            ("who", &self.who),
            ("subject", &self.subject),
            ("seller_id", &self.seller_id),
            ("from", &self.from),
            ("to", &self.to),
        ];
        all.into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect()
    }
}

impl Filter {
    /// Everything of one shop, for the marketplace's own people.
    pub fn seller(seller_id: &SellerId) -> Self {
        Self {
            seller_id: Some(seller_id.clone()),
            ..Self::default()
        }
    }

    /// SQL conditions with numbered parameters, and their values.
    pub(super) fn sql(&self) -> (String, Vec<String>) {
        let mut conditions = self.conditions.clone();
        if let Some(seller_id) = &self.seller_id {
            conditions.push(("a.seller_id = ?", seller_id.to_string()));
        }
        if let Some(action) = &self.action {
            let (area, rest) = action.split_once('.').unwrap_or((action, ""));
            match (rest.is_empty(), &self.seller_id) {
                (true, _) => conditions.push((AREA, area.to_owned())),
                (false, None) => conditions.push(("a.action = ?", action.clone())),
                // One shop's: found by shop and area, and then told apart, which the joined text leaves no index for.
                (false, Some(_)) => {
                    conditions.push((AREA, area.to_owned()));
                    conditions.push(("a.action || '' = ?", action.clone()));
                }
            }
        }
        let mut sql = String::new();
        let asks_who = conditions
            .iter()
            .any(|(condition, _)| condition.starts_with("a.user_id"));
        if self.for_owner && asks_who {
            sql.push_str("coalesce(a.acted_as, '') not in ('admin', 'looking') and ");
        }
        let mut bound = Vec::new();
        for (condition, value) in conditions {
            bound.push(value);
            sql.push_str(&condition.replace('?', &format!("${}", bound.len())));
            sql.push_str(" and ");
        }
        (sql, bound)
    }
}
