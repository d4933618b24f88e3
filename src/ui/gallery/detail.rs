//! Gallery: a detail page.

use super::LONG_NAME;
use crate::clock::{DAY_MS, HOUR_MS, Millis};
use crate::ui::*;
use jiff::tz::TimeZone;
use leptos::prelude::*;

#[component]
pub(super) fn Detail() -> impl IntoView {
    let side = view! {
        <Card title="Buyer">
            <Facts>
                <Fact label="Name">"Ada Park"</Fact>
                <Fact label="Email">
                    <a href="mailto:ada@example.test">"ada@example.test"</a>
                </Fact>
                <Fact label="Ship to">"1 Quay, Cork, T12, Ireland"</Fact>
            </Facts>
        </Card>
        <Card title="Money" action=view! { <a href="#detail">"Entries"</a> }.into_any()>
            <Statement lines=money() caption="What you receive"/>
        </Card>
    };
    view! {
        <Section title="Detail" id="detail">
            <Columns side=side.into_any()>
                <Card title="Lines" flush=true>
                    <Lines/>
                </Card>
                <Card title="Shop" about="As buyers see it.">
                    <Facts wide=true>
                        <Fact label="Product">{LONG_NAME}</Fact>
                        <Fact label="Handle">
                            <code>"harbour-pottery/breakfast-mug"</code>
                        </Fact>
                    </Facts>
                </Card>
                <Card title="Timeline">
                    <Happenings/>
                </Card>
                <Card title="Ticket">
                    <Talk/>
                </Card>
            </Columns>
        </Section>
    }
}

fn moment(ago_ms: i64) -> Slot {
    let now = Millis(1_795_392_000_000);
    view! { <Moment at=now.plus(-ago_ms) zone=TimeZone::UTC now=now/> }
        .into_any()
        .into()
}

fn money() -> Vec<StatementLine> {
    vec![
        StatementLine::new("Goods", "$1,234,567.89"),
        StatementLine::part("of which tax", "$12,222.10"),
        StatementLine::new("Shipping", "$4.99"),
        StatementLine::new("Discount", "-$2.00").detail("Coupon AUTUMN, paid by you"),
        StatementLine::sum("The buyer paid", "$1,234,570.88"),
        StatementLine::new("Commission", "-$123,456.79").detail("10 % of goods less discount"),
        StatementLine::sum("You receive", "$1,111,114.09"),
    ]
}

#[component]
fn Lines() -> impl IntoView {
    let columns = vec![
        Column::new("Product"),
        Column::num("Quantity"),
        Column::num("Total"),
    ];
    view! {
        <Table columns=columns caption="Lines of the order">
            <tr>
                <td class="main">
                    {LONG_NAME} <small>"MUG-BLUE"</small>
                </td>
                <td class="num" data-label="Quantity">
                    "2"
                </td>
                <td class="num" data-label="Total">
                    "$1,234,567.89"
                </td>
            </tr>
            <tr>
                <td class="main">"Bowl" <small>"BOWL-S"</small></td>
                <td class="num" data-label="Quantity">
                    "1"
                </td>
                <td class="num" data-label="Total">
                    "$12.50"
                </td>
            </tr>
        </Table>
    }
}

#[component]
fn Happenings() -> impl IntoView {
    view! {
        <Timeline>
            <Happening
                title="Delivered"
                tone=Tone::Good
                icon=icondata_lu::LuCheck
                at=moment(2 * HOUR_MS)
            >
                "Confirmed by the carrier. The money becomes available in 7 days."
            </Happening>
            <Happening title="Shipped with An Post" tone=Tone::Info icon=icondata_lu::LuTruck at=moment(2 * DAY_MS)>
                "Tracking "
                <a href="#detail">"CX 1234 5678 9IE"</a>
            </Happening>
            <Happening title="Flagged late" tone=Tone::Warning icon=icondata_lu::LuClock at=moment(4 * DAY_MS)/>
            <Happening title="Paid" at=moment(6 * DAY_MS)/>
            <Happening title="Placed" at=moment(9 * DAY_MS)/>
        </Timeline>
    }
}

#[component]
fn Talk() -> impl IntoView {
    view! {
        <Thread>
            <Message author="Ada Park" text="My payout of Monday has not arrived.\nCan you look?" at=moment(5 * HOUR_MS)/>
            <Message author="Mel Ortiz" text="Provider says: returned, wrong IBAN." internal=true at=moment(4 * HOUR_MS)/>
            <Message
                author="Stallholder support"
                text="Your bank sent it back. The money is in your balance again; please check the IBAN."
                mine=true
                at=moment(3 * HOUR_MS)
            >
                <LinkButton href="#detail" small=true icon=icondata_lu::LuPaperclip>"return-note.pdf"</LinkButton>
            </Message>
        </Thread>
    }
}
