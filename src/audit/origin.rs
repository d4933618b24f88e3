//! Origin of an action, determined once per request so that operations need not pass it on.

use super::Act;
use crate::id::SellerId;
use crate::request_id::request_id;
use crate::viewer::Viewer;
use std::net::{IpAddr, Ipv6Addr};

tokio::task_local! {
    static ORIGIN: Origin;
}

/// Actor and address of a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    /// Whether a request is in progress; otherwise the system acts.
    asked: bool,
    address: Option<IpAddr>,
    api_key_id: Option<String>,
    /// One of the marketplace's own people, who looks at a shop or not.
    staff: Option<Staff>,
}

#[derive(Debug, Clone)]
struct Staff {
    is_looking: bool,
    /// The shop that they belong to themselves.
    own: Option<SellerId>,
}

crate::stored_enum! {
    /// Capacity in which someone acted.
    pub enum ActedAs {
        Person = "person",
        /// Marketplace staff, on someone else's shop.
        Admin = "admin",
        /// An admin who looks at the shop as its members do.
        Looking = "looking",
        /// A program with a key.
        Key = "key",
        System = "system",
        /// Someone who was not signed in.
        Nobody = "nobody",
    }
}

/// Runs a request whose acts are noted as the viewer's, from that address.
pub async fn asked_by<T>(
    viewer: Option<&Viewer>,
    address: Option<IpAddr>,
    request: impl Future<Output = T>,
) -> T {
    let mut origin = Origin {
        asked: true,
        address,
        ..Origin::default()
    };
    match viewer {
        Some(Viewer::Key(key)) => origin.api_key_id = Some(key.api_key_id.to_string()),
        Some(Viewer::SellerKey(api_key_id, _)) => origin.api_key_id = Some(api_key_id.to_string()),
        Some(Viewer::User(user)) => {
            let member = user.member.as_ref();
            let is_looking = member.is_some_and(|member| member.grant.is_looking);
            origin.staff = user.role.map(|_| Staff {
                is_looking,
                own: member
                    .filter(|_| !is_looking)
                    .map(|member| member.seller_id.clone()),
            });
        }
        Some(Viewer::Anonymous) | None => {}
    }
    ORIGIN.scope(origin, request).await
}

/// Network of the current request: an IPv4 address, or the IPv6 /64 of a household. `None` outside a request.
pub fn asking_network() -> Option<IpAddr> {
    current().address.map(|address| match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() >> 64 << 64)),
    })
}

/// Origin of the current request, or of the system outside one.
pub(super) fn current() -> Origin {
    ORIGIN.try_with(Clone::clone).unwrap_or_default()
}

impl Origin {
    pub(super) fn address(&self) -> Option<String> {
        self.address.map(|address| address.to_string())
    }

    pub(super) fn api_key_id(&self) -> Option<&str> {
        self.api_key_id.as_deref()
    }

    pub(super) fn request_id(&self) -> Option<String> {
        Some(request_id()).filter(|id| !id.is_empty())
    }

    pub(super) fn acted_as(&self, act: &Act<'_>) -> ActedAs {
        let is_known = act.user_id.is_some();
        if !self.asked {
            return if is_known {
                ActedAs::Person
            } else {
                ActedAs::System
            };
        }
        match (&self.staff, &self.api_key_id) {
            (_, Some(_)) => ActedAs::Key,
            (Some(staff), _) if staff.is_looking && act.seller_id.is_some() => ActedAs::Looking,
            (Some(staff), _) if act.seller_id.is_none() || staff.own.as_ref() != act.seller_id => {
                ActedAs::Admin
            }
            _ if is_known => ActedAs::Person,
            _ => ActedAs::Nobody,
        }
    }
}
