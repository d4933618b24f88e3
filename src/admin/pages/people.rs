//! People page: search by address, name or id.

use crate::accounts::{self, PeopleFilter, PersonRow};
use crate::clock::Millis;
use crate::form::FieldErrors;
use crate::id::UserId;
use crate::state::App;
use crate::ui::{Card, Choice, Column, Empty, Field, FilterBar, Moment, Pager, RowLink, Select};
use crate::ui::{Status, Table, Tone};
use crate::viewer::{Admin, AdminRole, duty};
use crate::web::form_reply::encode;
use crate::web::keyset::KeysetOf;
use crate::web::page::{Page, PageResult};
use crate::web::page_query::Query;
use axum::extract::State;
use jiff::tz::TimeZone;
use leptos::prelude::*;
use serde::Deserialize;

/// The parameters of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PeopleForm {
    q: String,
    role: String,
}

/// The list of people.
pub async fn people(
    _admin: Admin<duty::People>,
    State(app): State<App>,
    KeysetOf(keyset, ..): KeysetOf<UserId>,
    Query(form): Query<PeopleForm>,
) -> PageResult {
    let PeopleForm { q: words, role } = form;
    let filter = PeopleFilter {
        words: words.clone(),
        role: match role.as_str() {
            "" => None,
            "seller" => Some(None),
            role => {
                let unknown =
                    || FieldErrors::of("role", "role must be seller, finance, admin or super_admin.");
                Some(Some(AdminRole::parse(role).ok_or_else(unknown)?))
            }
        },
    };
    let window = accounts::find_people(&app.db, &filter, &keyset).await?;
    let (newer, older) = window.links(&format!("/admin/users?q={}&role={role}", encode(&words)));
    let now = app.clock.now();
    let list = if window.rows.is_empty() {
        view! {
            <Empty icon=icondata_lu::LuUsers headline="No people found" text="Try part of the email address or the name, or a complete ID." />
        }
        .into_any()
    } else {
        view! {
            <Card flush=true>
                <PeopleTable people=window.rows now=now />
            </Card>
            <Pager newer=newer older=older />
        }
        .into_any()
    };
    let roles = std::iter::once(Choice::new("seller", "No admin"))
        .chain(ROLES.map(|role| Choice::new(role.as_str(), role_word(Some(role)))))
        .collect::<Vec<_>>();
    let body = view! {
        <FilterBar action="/admin/users">
            <Field label="Email address, name or ID" name="q" kind="search" value=words />
            <Select label="Role" name="role" options=roles placeholder="All roles" value=role />
        </FilterBar>
        {list}
    };
    Ok(Page::new("People", body))
}

/// The kinds of admins, from the least.
pub(super) const ROLES: [AdminRole; 3] = [AdminRole::Finance, AdminRole::Admin, AdminRole::SuperAdmin];

pub(super) fn role_word(role: Option<AdminRole>) -> &'static str {
    match role {
        None => "No admin",
        Some(AdminRole::Finance) => "Finance",
        Some(AdminRole::Admin) => "Admin",
        Some(AdminRole::SuperAdmin) => "Super admin",
    }
}

/// Whether someone can sign in, as a status.
#[component]
pub(super) fn PersonState(person: PersonRow) -> impl IntoView {
    let (tone, word) = if person.is_removed() {
        (Tone::Neutral, "Removed")
    } else if person.disabled_at.is_some() {
        (Tone::Bad, "Disabled")
    } else if person.verified_at.is_none() {
        (Tone::Warning, "Not verified")
    } else {
        (Tone::Good, "Active")
    };
    view! { <Status tone=tone word=word /> }
}

#[component]
fn PeopleTable(people: Vec<PersonRow>, now: Millis) -> impl IntoView {
    let columns = vec![
        Column::new("Person"),
        Column::new("State"),
        Column::new("Role"),
        Column::new("Since"),
    ];
    let rows = people
        .into_iter()
        .map(|person| {
            let href = format!("/admin/users/{}", person.user_id);
            let (email, role, since) = (person.email.clone(), role_word(person.role), person.created_at);
            let name = person.name.clone().map(|name| view! { <small>{name}</small> });
            view! {
                <tr>
                    <td class="main">
                        <RowLink href=href>{email}</RowLink>
                        {name}
                    </td>
                    <td class="state">
                        <PersonState person=person />
                    </td>
                    <td data-label="Role">{role}</td>
                    <td data-label="Since">
                        <Moment at=since zone=TimeZone::UTC now=now />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! { <Table columns=columns caption="People, newest first">{rows}</Table> }
}
