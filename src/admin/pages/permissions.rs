//! Page of roles and permissions, as the code defines them.

use super::people::{ROLES, role_word};
use crate::ui::{Card, Column, Table};
use crate::viewer::permission::{Access, Duty, MARKETPLACE_SCOPES, SELLER_SCOPES};
use crate::viewer::sensitive::SENSITIVE;
use crate::viewer::{Admin, Permission, duty};
use crate::web::page::{Page, PageResult};
use leptos::prelude::*;

/// The duties, permissions and scopes as the code has them.
pub async fn permissions(_admin: Admin<duty::Overview>) -> PageResult {
    Ok(Page::new(
        "Roles and permissions",
        view! {
            <Roles />
            <Staff />
            <Scopes />
            <SensitiveActs />
        },
    ))
}

/// Roles across, duties down.
#[component]
fn Roles() -> impl IntoView {
    let columns = std::iter::once(Column::new("Permission"))
        .chain(ROLES.map(|role| Column::new(role_word(Some(role)))))
        .collect::<Vec<_>>();
    let rows = Duty::ALL
        .into_iter()
        .map(|duty| {
            let cells = ROLES
                .map(|role| {
                    let word = if role.has(duty) { "Yes" } else { "–" };
                    view! { <td data-label=role_word(Some(role))>{word}</td> }
                })
                .collect_view();
            view! {
                <tr>
                    <td class="main">{duty.about()} <small><code>{duty.as_str()}</code></small></td>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title="Marketplace staff" flush=true>
            <Table columns=columns caption="Permissions of each role">{rows}</Table>
        </Card>
    }
}

#[component]
fn Staff() -> impl IntoView {
    let columns = vec![Column::new("Permission"), Column::new("Allows")];
    let rows = Permission::ALL
        .into_iter()
        .map(|permission| {
            view! {
                <tr>
                    <td class="main">{permission.label()}</td>
                    <td data-label="Allows">{permission.about()}</td>
                </tr>
            }
        })
        .collect_view();
    let about = "Owners have every permission, and only they manage members, keys and the log, and can close the \
            shop.";
    view! {
        <Card title="Shop staff" about=about flush=true>
            <Table columns=columns caption="Permissions of shop staff">{rows}</Table>
        </Card>
    }
}

/// Actions that ask for the password again.
#[component]
fn SensitiveActs() -> impl IntoView {
    let rows = SENSITIVE
        .iter()
        .map(|act| {
            view! {
                <tr>
                    <td class="main">{act.about}</td>
                    <td data-label="Role"><code>{act.right}</code></td>
                </tr>
            }
        })
        .collect_view();
    let about = "These ask for the password, and for the second-factor code if one is set up, when the \
        sign-in is more than five minutes old. API keys cannot do them.";
    view! {
        <Card title="Actions that need a recent sign-in" about=about flush=true>
            <Table columns=vec![Column::new("Action"), Column::new("Role")] caption="Actions that need a recent sign-in">
                {rows}
            </Table>
        </Card>
    }
}

#[component]
fn Scopes() -> impl IntoView {
    let columns = vec![
        Column::new("Scope"),
        Column::new("Role"),
        Column::new("Permission"),
        Column::new("Allows"),
    ];
    let line = |scope: &'static str, of: &'static str, permission: String, about: &'static str| {
        view! {
            <tr>
                <td class="main"><code>{scope}</code></td>
                <td data-label="Role">{of}</td>
                <td data-label="Permission">{permission}</td>
                <td data-label="Allows">{about}</td>
            </tr>
        }
    };
    let marketplace =
        MARKETPLACE_SCOPES.map(|(scope, about)| line(scope, "Marketplace keys", String::new(), about));
    let sellers = SELLER_SCOPES.map(|scope| {
        let access = match scope.2 {
            Access::Read => "to read",
            Access::Write => "to change",
        };
        let permission = format!("{}, {access}", scope.1.label());
        line(scope.0, "Shop keys", permission, scope.about())
    });
    view! {
        <Card title="API keys" flush=true>
            <Table columns=columns caption="Scopes of API keys">
                {marketplace.collect_view()}
                {sellers.collect_view()}
            </Table>
        </Card>
    }
}
