//! Who listens at a socket, and what they may hear.

use super::kinds::{self, Kind};
use crate::feed::{Placed, Subscriber};
use crate::id::{SellerId, SessionId, UserId};
use crate::viewer::{AdminRole, Permissions, User, Viewer};
use serde_json::{Map, Value, json};

/// A signed-in person at a socket: whose events they may hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    user_id: UserId,
    session_id: SessionId,
    /// The seller they act for, and what they may see there.
    member: Option<(SellerId, Permissions)>,
    role: Option<AdminRole>,
    /// The connection comes from where admins may not come from.
    is_elsewhere: bool,
}

impl Listener {
    /// The listener that a person is.
    pub fn of(user: &User, is_elsewhere: bool) -> Self {
        let member = user
            .member
            .as_ref()
            .filter(|member| !(is_elsewhere && member.grant.is_looking));
        Self {
            user_id: user.user_id.clone(),
            session_id: user.session_id.clone(),
            member: member.map(|member| (member.seller_id.clone(), member.grant.permissions)),
            role: user.role.filter(|_| !is_elsewhere),
            is_elsewhere,
        }
    }

    pub fn session_id(&self) -> &SessionId {
        &self.session_id
    }

    /// Whether the session is still this listener's: not ended, with the same rights.
    pub fn is_still(&self, viewer: &Viewer) -> bool {
        let user = viewer.user();
        user.is_ok_and(|user| Self::of(user, self.is_elsewhere) == *self)
    }

    /// Whose events are to be read for them; none means every seller's.
    pub fn seller_id(&self) -> Option<&SellerId> {
        match self.role.is_some_and(kinds::any_for_role) {
            true => None,
            false => self.member.as_ref().map(|(seller_id, _)| seller_id),
        }
    }

    /// Whether there is anything that they may hear.
    pub fn hears_anything(&self) -> bool {
        self.member.is_some() || self.role.is_some_and(kinds::any_for_role)
    }

    /// Kind of an event that they may hear.
    fn hears(&self, event: &Placed) -> Option<&'static Kind> {
        let kind = kinds::find(&event.kind)?;
        let as_member = self.member.as_ref().is_some_and(|(seller_id, permissions)| {
            event.seller_id.as_ref() == Some(seller_id) && kind.is_for_member(*permissions)
        });
        let as_staff = self.role.is_some_and(|role| kind.is_for_role(role));
        (as_member || as_staff).then_some(kind)
    }

    /// Whether an event may have ended the session or changed its rights.
    pub fn is_concerned(&self, event: &Placed) -> bool {
        let names = |id: &str| event.content.contains(id);
        match event.kind.as_str() {
            "session.ended" => names(self.user_id.as_str()) || names(self.session_id.as_str()),
            kind => kind.starts_with("member.") && names(self.user_id.as_str()),
        }
    }

    /// Whether the event is to wait for them.
    pub fn wants(&self, event: &Placed) -> bool {
        self.hears(event).is_some() || self.is_concerned(event)
    }

    /// Their place at the feed.
    pub fn subscriber(&self) -> Subscriber {
        let listener = self.clone();
        Subscriber {
            user_id: self.user_id.clone(),
            seller_id: self.seller_id().cloned(),
            wants: Box::new(move |event| listener.wants(event)),
        }
    }

    /// The message that tells them of an event, if they may hear it.
    pub fn told(&self, event: &Placed) -> Option<String> {
        let kind = self.hears(event)?;
        let mut content: Map<String, Value> = serde_json::from_str(&event.content).unwrap_or_default();
        content.retain(|field, _| kind.fields.contains(&field.as_str()));
        let message = json!({
            "event_id": event.event_id, "type": kind.name, "at": event.at, "data": content,
        });
        Some(message.to_string())
    }
}
