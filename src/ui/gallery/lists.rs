//! Gallery: a list of forty rows with every feature.

use super::LONG_NAME;
use crate::ui::*;
use leptos::prelude::*;

#[component]
pub(super) fn Lists() -> impl IntoView {
    let views = vec![
        Tab::new("All", "#lists").current(true),
        Tab::new("To ship", "#lists").count(12),
        Tab::new("Late", "#lists").count(2),
        Tab::new("Returns", "#lists").count(0),
        Tab::new("Wholesale in Ireland", "#lists"),
    ];
    let statuses = ["Any", "Active", "Draft"]
        .map(|name| Choice::new(name, name))
        .to_vec();
    let actions = ["Set price", "Set stock", "Archive"]
        .map(|name| Choice::new(name, name))
        .to_vec();
    let columns = vec![
        Column::new("Product"),
        Column::new("State"),
        Column::wide("Category"),
        Column::num("Stock"),
        Column::num("Price"),
    ];
    let kinds = vec![
        Tab::new("Mugs", "#lists").current(true),
        Tab::new("Bowls", "#lists").count(31),
    ];
    view! {
        <Section title="Lists" id="lists">
            <Tabs items=views/>
            <FilterBar action="/ui">
                <Field label="Search" name="name" kind="search" placeholder="Name, SKU or barcode"/>
                <Select label="State" name="state" options=statuses.clone()/>
                <Select label="Category" name="category" options=statuses/>
            </FilterBar>
            <Applied
                filters=vec![Anchor::new("Stock below 5", "#lists"), Anchor::new("Price over $20", "#lists")]
                clear="#lists"
            />
            <Chips items=kinds/>
            <form method="post" action="/ui">
                <Card flush=true>
                    <Table columns=columns caption="Products" picks=true>
                        {rows()}
                    </Table>
                </Card>
                <ActionBar label="Selected products">
                    <Select label="Action" name="action" options=actions hide_label=true/>
                    <Button>"Apply"</Button>
                    <Button variant=Variant::Danger>"Archive"</Button>
                </ActionBar>
            </form>
            <Pager newer="#lists" older="#lists" note="40 products, newest first"/>
        </Section>
    }
}

fn rows() -> impl IntoView {
    (0..40_i64)
        .map(|at| {
            let (name, price) = match at {
                0 => (LONG_NAME.to_owned(), "$1,234,567.89".to_owned()),
                _ => (format!("Speckled mug no. {at}"), format!("${}.50", at + 10)),
            };
            let (tone, word) = match at % 4 {
                0 => (Tone::Good, "Active"),
                1 => (Tone::Neutral, "Draft"),
                2 => (Tone::Warning, "Out of stock"),
                _ => (Tone::Bad, "Failed"),
            };
            view! {
                <tr>
                    <Pick value=at.to_string() label=name.clone()/>
                    <td class="main">
                        <div class="with-thumb">
                            <Thumb/>
                            <div>
                                <RowLink href="#lists">
                                    <span class="clamp">{name}</span>
                                </RowLink>
                                <small>{format!("MUG-{at:03} · 4 variants")}</small>
                            </div>
                        </div>
                    </td>
                    <td class="state">
                        <Status tone=tone word=word/>
                    </td>
                    <td class="wide muted">"Kitchen / Mugs"</td>
                    <td class="num" data-label="Stock">
                        {at * 7}
                    </td>
                    <td class="num" data-label="Price">
                        {price}
                    </td>
                </tr>
            }
        })
        .collect_view()
}
