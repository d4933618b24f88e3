//! Order page: lines, buyer, shipments.

use crate::money::Currency;
use crate::orders::checkout::Address;
use crate::orders::order::{LineRow, OrderRow, OrderStatus};
use crate::orders::store::{BuyerRow, PiecesRow, ShipmentRow};
use crate::ui::{Card, Column, Fact, Facts, Moment, Table, exact};
use jiff::tz::TimeZone;
use leptos::prelude::*;

/// Status sentence: what happened last, and what comes next.
pub fn state_words(order: &OrderRow, zone: &TimeZone) -> String {
    let on = |at: Option<crate::clock::Millis>| at.map(|at| exact(at, zone)).unwrap_or_default();
    let placed = exact(order.placed_at, zone);
    match order.status() {
        OrderStatus::Pending => match order.pay_by {
            Some(by) => format!(
                "Placed {placed}. Waiting for the buyer's payment until {}; then its stock is released.",
                exact(by, zone)
            ),
            None => format!("Placed {placed}. Waiting for the buyer's payment."),
        },
        OrderStatus::Paid => format!("Placed {placed}. Paid and ready for you to ship."),
        OrderStatus::Processing => format!("Placed {placed}. You are preparing it."),
        OrderStatus::PartiallyShipped => {
            format!("Placed {placed}. Partly shipped; the rest is yours to ship.")
        }
        OrderStatus::Shipped => format!("Shipped {}. On its way to the buyer.", on(order.shipped_at)),
        OrderStatus::Delivered => format!("Delivered {}.", on(order.delivered_at)),
        OrderStatus::Completed => {
            format!("Completed {}. Nothing left to do.", on(order.completed_at))
        }
        OrderStatus::Cancelled => {
            format!(
                "Cancelled {}. It can no longer be changed.",
                on(order.cancelled_at)
            )
        }
        OrderStatus::Refunded => {
            "Everything was cancelled or refunded. It can no longer be changed.".to_owned()
        }
    }
}

/// Ordered lines.
#[component]
pub fn LinesTable(lines: Vec<LineRow>, currency: Currency) -> impl IntoView {
    let columns = vec![
        Column::new("Product"),
        Column::num("Price"),
        Column::num("Quantity"),
        Column::num("Goods"),
    ];
    let rows = lines
        .into_iter()
        .map(|line| {
            let about = described(&line);
            let went = whereabouts(&line);
            let discount = (line.discount_minor > 0).then(|| {
                let amount = currency.show(-line.discount_minor);
                view! { <small class="muted">{format!("{amount} discount")}</small> }
            });
            view! {
                <tr>
                    <td class="main">
                        <span class="clamp">{line.name}</span>
                        {about.map(|about| view! { <small>{about}</small> })}
                    </td>
                    <td class="num">{currency.show(line.unit_price_minor)}</td>
                    <td class="num stacked" data-label="Quantity">
                        <span>
                            {line.quantity} {went.map(|went| view! { <small class="muted">{went}</small> })}
                        </span>
                    </td>
                    <td class="num stacked" data-label="Goods">
                        <span>{currency.show(line.goods_minor)} {discount}</span>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Card title="Lines" flush=true>
            <Table columns=columns caption="Lines of the order">
                {rows}
            </Table>
        </Card>
    }
}

/// Variant and SKU, as far as there are any.
pub(super) fn described(line: &LineRow) -> Option<String> {
    let variant = Some(line.variant_name.clone()).filter(|name| !name.is_empty());
    let parts: Vec<String> = variant.into_iter().chain(line.sku.clone()).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn whereabouts(line: &LineRow) -> Option<String> {
    let parts: Vec<String> = [
        (line.shipped_quantity, "shipped"),
        (line.cancelled_quantity, "cancelled"),
        (line.refunded_quantity, "refunded"),
    ]
    .into_iter()
    .filter(|(pieces, _)| *pieces > 0)
    .map(|(pieces, word)| format!("{pieces} {word}"))
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Buyer, delivery address, and storefront reference.
#[component]
pub fn Buyer(buyer: BuyerRow, order: OrderRow, zone: TimeZone) -> impl IntoView {
    let mail = format!("mailto:{}", buyer.buyer_email);
    let phone = buyer.buyer_phone.map(|phone| {
        let href = format!("tel:{phone}");
        view! { <Fact label="Phone"><a href=href>{phone}</a></Fact> }
    });
    let lines = address_lines(buyer.ship_to.0)
        .into_iter()
        .map(|line| view! { <span>{line}<br /></span> })
        .collect_view();
    let address = view! { <Fact label="Ship to"><address>{lines}</address></Fact> };
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    let provider = filled(buyer.payment_provider).map(|provider| format!("{provider} "));
    let reference = filled(buyer.payment_reference);
    let payment = (provider.is_some() || reference.is_some()).then(|| {
        let reference = reference.map(|reference| view! { <code>{reference}</code> });
        view! { <Fact label="Payment">{provider} {reference}</Fact> }
    });
    view! {
        <Card title="Buyer">
            <Facts>
                <Fact label="Name">{buyer.buyer_name}</Fact>
                <Fact label="Email">
                    <a href=mail>{buyer.buyer_email}</a>
                </Fact>
                {phone}
                {address}
            </Facts>
        </Card>
        <Card title="Details">
            <Facts>
                <Fact label="Storefront reference">
                    <code>{order.reference}</code>
                </Fact>
                <Fact label="Placed">
                    <Moment at=order.placed_at zone=zone />
                </Fact>
                {payment}
                <Fact label="Order ID">
                    <code>{order.order_id.to_string()}</code>
                </Fact>
            </Facts>
        </Card>
    }
}

fn address_lines(address: Address) -> Vec<String> {
    let town = [address.postcode, Some(address.city)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let country = rust_iso3166::from_alpha2(&address.country)
        .map_or(address.country.clone(), |country| country.name.to_owned());
    [
        Some(address.line1),
        address.line2,
        Some(town),
        address.region,
        Some(country),
    ]
    .into_iter()
    .flatten()
    .filter(|line| !line.trim().is_empty())
    .collect()
}

/// Shipments, parcel by parcel.
#[component]
pub fn ShipmentsCard(
    shipments: Vec<ShipmentRow>,
    pieces: Vec<PiecesRow>,
    lines: Vec<LineRow>,
    zone: TimeZone,
) -> impl IntoView {
    if shipments.is_empty() {
        return ().into_any();
    }
    let parcels = shipments
        .into_iter()
        .map(|shipment| {
            let content: Vec<String> = pieces
                .iter()
                .filter(|piece| piece.shipment_id == shipment.shipment_id)
                .filter_map(|piece| {
                    let line = lines.iter().find(|line| line.line_id == piece.line_id)?;
                    let about = described(line).map(|about| format!(" ({about})"));
                    Some(format!(
                        "{} × {}{}",
                        piece.quantity,
                        line.name,
                        about.unwrap_or_default()
                    ))
                })
                .collect();
            let zone = zone.clone();
            let link = shipment.link();
            let tracking = match (shipment.tracking_number, link) {
                (number, Some(href)) => {
                    let words = number.unwrap_or_else(|| "Follow the parcel".to_owned());
                    view! { <a href=href rel="noopener noreferrer" target="_blank">{words}</a> }.into_any()
                }
                (Some(number), None) => view! { <code>{number}</code> }.into_any(),
                (None, None) => view! { <span class="muted">"without a tracking number"</span> }.into_any(),
            };
            view! {
                <Fact label=content.join(", ")>
                    {shipment.carrier} " " {tracking} <br />
                    <span class="muted small">
                        <Moment at=shipment.shipped_at zone=zone />
                    </span>
                </Fact>
            }
        })
        .collect_view();
    view! {
        <Card title="Shipments">
            <Facts>{parcels}</Facts>
        </Card>
    }
    .into_any()
}
