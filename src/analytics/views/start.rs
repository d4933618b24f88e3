//! A shop that has not sold yet: what stands between it and its first order.

use crate::ui::{Icon, LinkButton, Variant};
use crate::viewer::SellerStatus;
use leptos::prelude::*;

/// One step on the way to the first order.
struct Step {
    done: bool,
    headline: &'static str,
    text: &'static str,
}

/// The steps, and the next of them as the one thing to do.
#[component]
pub fn Start(status: SellerStatus, has_product: bool) -> impl IntoView {
    let approved = status == SellerStatus::Approved;
    let steps = [
        Step {
            done: true,
            headline: "Shop registered",
            text: "Your address is verified, and the shop is yours to prepare.",
        },
        Step {
            done: has_product,
            headline: "Add your products",
            text: "One by one, or all at once from a CSV file of the shop you have.",
        },
        match status {
            SellerStatus::Rejected => Step {
                done: false,
                headline: "Application turned down",
                text: "See why under Settings; mend it and apply again.",
            },
            _ => Step {
                done: approved,
                headline: "Approval by the marketplace",
                text: "We mail you as soon as it is decided. You need not wait to prepare.",
            },
        },
        Step {
            done: false,
            headline: "First order",
            text: "It appears here the moment a buyer pays, with your revenue from then on.",
        },
    ];
    let next = steps.iter().position(|step| !step.done);
    let (headline, text) = match (has_product, approved) {
        (false, _) => (
            "Let’s fill the shelves",
            "Add a product, and everything here comes to life with your first order.",
        ),
        (true, false) => (
            "Well prepared",
            "Your products are ready. They are shown to buyers once the marketplace has approved your shop.",
        ),
        (true, true) => (
            "Open for business",
            "Buyers can order your products now. Revenue, orders and best sellers appear here with the first order.",
        ),
    };
    let action = match has_product {
        false => view! {
            <LinkButton href="/products/new" variant=Variant::Primary icon=icondata_lu::LuPlus>
                "Add a product"
            </LinkButton>
            <LinkButton href="/products/imports">"Import a CSV file"</LinkButton>
        }
        .into_any(),
        true => view! {
            <LinkButton href="/products" variant=Variant::Primary>"See your products"</LinkButton>
        }
        .into_any(),
    };
    let steps = steps
        .into_iter()
        .enumerate()
        .map(|(at, step)| {
            let current = (next == Some(at)).then_some("step");
            view! {
                <li class=step.done.then_some("done") aria-current=current>
                    <span class="mark">
                        {match step.done {
                            true => view! { <Icon icon=icondata_lu::LuCheck /> <span class="unseen">"Done: "</span> }.into_any(),
                            false => (at + 1).into_any(),
                        }}
                    </span>
                    <div>
                        <h3>{step.headline}</h3>
                        <p>{step.text}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="start">
            <div class="start-next">
                <h2>{headline}</h2>
                <p>{text}</p>
                <div class="row">{action}</div>
            </div>
            <ol class="steps" aria-label="On the way to your first order">
                {steps}
            </ol>
        </section>
    }
}
