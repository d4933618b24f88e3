//! Start page of a shop without sales: steps to its first order.

use crate::ui::{Icon, LinkButton, Variant};
use crate::viewer::SellerStatus;
use leptos::prelude::*;

/// One step on the way to the first order.
struct Step {
    done: bool,
    headline: &'static str,
    text: &'static str,
}

/// The steps, with the next one as the main action.
#[component]
pub fn Start(status: SellerStatus, has_product: bool) -> impl IntoView {
    let approved = status == SellerStatus::Approved;
    let steps = [
        Step {
            done: true,
            headline: "Shop registered",
            text: "Your email address is verified, and you can set up your shop.",
        },
        Step {
            done: has_product,
            headline: "Add your products",
            text: "One by one, or all at once from another shop's CSV file.",
        },
        match status {
            SellerStatus::Rejected => Step {
                done: false,
                headline: "Application rejected",
                text: "See the reason under Settings; fix it and apply again.",
            },
            _ => Step {
                done: approved,
                headline: "Approval by the marketplace",
                text: "We'll email you as soon as it is decided. You can set up your shop meanwhile.",
            },
        },
        Step {
            done: false,
            headline: "First order",
            text: "It appears here as soon as a buyer pays, along with your revenue.",
        },
    ];
    let next = steps.iter().position(|step| !step.done);
    let (headline, text) = match (has_product, approved) {
        (false, _) => (
            "Let’s fill the shelves",
            "Add a product, and everything here comes to life with your first order.",
        ),
        (true, false) => (
            "Ready to go",
            "Your products are ready. Buyers will see them once the marketplace approves your shop.",
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
            <LinkButton href="/products" variant=Variant::Primary>"View your products"</LinkButton>
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
            <ol class="steps" aria-label="Steps to your first order">
                {steps}
            </ol>
        </section>
    }
}
