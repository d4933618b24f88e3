//! Gallery: a failed form, and fields in every state.

use crate::form::FieldErrors;
use crate::ui::*;
use leptos::prelude::*;

#[component]
pub(super) fn Forms() -> impl IntoView {
    view! {
        <Section title="Forms" id="forms">
            <div class="halves">
                <Refused/>
                <States/>
            </div>
        </Section>
    }
}

#[component]
fn Refused() -> impl IntoView {
    let mut errors = FieldErrors::of("price", "Price has more decimals than USD has.");
    errors.add("sku", "Another of your products has this SKU.");
    let of = |field: &str| errors.first(field).map(str::to_owned);
    let categories = vec![
        Choice::new("mugs", "Mugs").group("Kitchen"),
        Choice::new("bowls", "Bowls").group("Kitchen"),
        Choice::new("prints", "Prints").group("Paper"),
    ];
    let states = vec![
        Choice::new("active", "Active").help("Buyers can see and buy it."),
        Choice::new("draft", "Draft").help("Only you can see it."),
    ];
    view! {
        <form class="form" method="post" action="/ui" novalidate>
            <ErrorSummary errors=errors.clone() focus=false/>
            <Field label="Name" name="name" value="Speckled mug" required=true autocomplete="off"/>
            <Field
                label="Price"
                name="price"
                value="12.505"
                error=of("price")
                prefix="$"
                suffix="USD"
                inputmode="decimal"
                short=true
                help="You'll receive $11.25 per sale."
            />
            <Field label="SKU" name="sku" value="MUG-BLUE" error=of("sku") optional=true/>
            <Select label="Category" name="category" options=categories value="bowls" placeholder="Choose…"/>
            <TextArea label="Description" name="description" value="Thrown by hand.\nGlazed twice." optional=true/>
            <Radio label="State" name="status" options=states value="active" boxed=true/>
            <Checkbox label="Sell when out of stock" name="backorder" help="The buyer sees a longer handling time."/>
            <FileField label="Photos" name="photos" accept="image/*" multiple=true help="JPEG, PNG or WebP, 10 MB each."/>
            <SaveBar>
                <Button variant=Variant::Quiet kind="reset">"Discard"</Button>
                <Button variant=Variant::Primary>"Save product"</Button>
            </SaveBar>
        </form>
    }
}

#[component]
fn States() -> impl IntoView {
    let intervals = vec![Choice::new("daily", "Daily"), Choice::new("weekly", "Weekly")];
    view! {
        <div class="stack">
            <Card title="Confirm it's you" about="Changing a payout method asks for your password again.">
                <Field label="Password" name="password" kind="password" autocomplete="current-password"/>
                <Field label="Code" name="code" class="code" inputmode="numeric" autocomplete="one-time-code" value="123456"/>
                <Button variant=Variant::Primary wide=true>"Continue"</Button>
            </Card>
            <Card title="Payouts">
                <Field label="From" name="from" kind="date" value="2026-11-01" short=true/>
                <Field label="IBAN" name="iban" value="IE29 AIBK 9311 5212 3456 78" readonly=true/>
                <Radio label="When" name="when" options=intervals value="weekly"/>
                <Checkbox label="I have read the terms" name="terms" error="Please accept the terms."/>
            </Card>
        </div>
    }
}
