//! The seller's open tasks, each linked to its page.

use crate::analytics::metrics::thousands;
use crate::analytics::store::Waiting;
use crate::ui::{Glyph, Icon};
use crate::viewer::{Grant, Permission};
use leptos::prelude::*;

/// The next tasks, or a note that there are none.
#[component]
pub fn ToDo(waiting: Waiting, grant: Grant) -> impl IntoView {
    let has = |permission| grant.permissions.has(permission);
    let of_orders = |count| if has(Permission::Orders) { count } else { 0 };
    let items: Vec<_> = [
        item(
            of_orders(waiting.to_ship),
            ["order to ship", "orders to ship"],
            "/orders?status=to_ship",
            icondata_lu::LuPackage,
        ),
        item(
            if has(Permission::Support) {
                waiting.tickets
            } else {
                0
            },
            ["answer to read", "answers to read"],
            "/support",
            icondata_lu::LuMessageSquare,
        ),
        item(
            of_orders(waiting.unpaid),
            ["order waiting for payment", "orders waiting for payment"],
            "/orders?status=pending",
            icondata_lu::LuClock,
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    if items.is_empty() {
        return view! {
            <p class="to-do-done">
                <Icon icon=icondata_lu::LuCircleCheck />
                "Nothing to ship. Well done."
            </p>
        }
        .into_any();
    }
    view! {
        <nav class="to-do" aria-label="To do">
            {items}
        </nav>
    }
    .into_any()
}

fn item(count: i64, words: [&'static str; 2], href: &'static str, icon: Glyph) -> Option<AnyView> {
    (count > 0).then(|| {
        let words = words[usize::from(count != 1)];
        view! {
            <a href=href>
                <Icon icon=icon />
                <span>
                    <b>{thousands(count)}</b>
                    " "
                    {words}
                </span>
                <Icon icon=icondata_lu::LuChevronRight turns=true />
            </a>
        }
        .into_any()
    })
}
