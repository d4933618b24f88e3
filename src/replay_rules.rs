//! Idempotency rules that the slices declare for the edge.

/// Addresses of the resources with one id prefix; `{}` is the id.
#[derive(Debug, Clone, Copy)]
pub struct ResourceAddress {
    /// The beginning of their ids.
    pub prefix: &'static str,
    /// Their address in the API.
    pub call: &'static str,
    /// The page that shows them.
    pub page: &'static str,
}

/// Routes whose repeated requests are answered in their own way; declared in `app/`.
#[derive(Debug, Clone, Copy)]
pub struct ReplayRules {
    /// The beginning of the addresses of forms that begin a session: each tells its own browser, and none is answered
    /// with what another was told.
    pub sign_ins: &'static [&'static str],
    /// Forms that join a shop and begin a session; a replayed answer cannot hand out that session.
    pub joins: &'static [&'static str],
    /// The beginning of the method and address of operations that find by themselves what they did before and answer
    /// it again: an order by its storefront's reference, a payment by its own.
    pub answers_itself: &'static [&'static str],
    /// Addresses of created resources, by id prefix.
    pub places: &'static [ResourceAddress],
}

impl ReplayRules {
    /// No slice has told anything.
    pub const NONE: Self = Self {
        sign_ins: &[],
        joins: &[],
        answers_itself: &[],
        places: &[],
    };

    pub fn is_sign_in(&self, path: &str) -> bool {
        self.sign_ins.iter().any(|form| path.starts_with(form))
    }

    pub fn is_join(&self, path: &str) -> bool {
        self.joins.contains(&path)
    }

    /// Whether the operation at that method and address answers a repeat itself.
    pub fn answers_itself(&self, route: &str) -> bool {
        self.answers_itself
            .iter()
            .any(|operation| route.starts_with(operation))
    }

    /// The address in the API and the page of a thing.
    pub fn place(&self, id: &str) -> Option<(String, String)> {
        let place = self.places.iter().find(|place| id.starts_with(place.prefix))?;
        Some((place.call.replace("{}", id), place.page.replace("{}", id)))
    }
}
