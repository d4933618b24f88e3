//! Product options: names, values, and the effect of changes on variants.

use crate::catalog::actions::SetOptions;
use crate::catalog::pages::step::options_typed;
use crate::money::Currency;
use crate::products::{self, MAX_OPTIONS, ProductOption, Reshaping, StoredProduct};
use crate::ui::{Button, Card, Checkbox, Field, TextArea, Variant, counted, field_id};
use crate::web::form_reply::{Form, PostForm};
use leptos::prelude::*;

/// Names and values of the options, up to three. Values that hold a comma stand on lines of their own.
#[component]
pub(super) fn OptionFields(form: Form, options: Vec<ProductOption>) -> impl IntoView {
    (0..MAX_OPTIONS)
        .map(|at| {
            let option = options.get(at);
            let name = option.map(|option| option.name.clone()).unwrap_or_default();
            let by_line = option.is_some_and(|option| option.values.iter().any(|value| value.contains(',')));
            let joint = if by_line { "\n" } else { ", " };
            let values = option.map(|option| option.values.join(joint)).unwrap_or_default();
            let (name_field, values_field) = (format!("options[{at}][name]"), format!("options[{at}][values]"));
            let (name_error, values_error) = (format!("options.{at}.name"), format!("options.{at}.values"));
            let (typed, id) = (form.or(&values_field, values), field_id(&values_error));
            let values = match by_line || typed.contains('\n') {
                // A lone value with a comma is told from two by the end of its line.
                true => view! {
                    <TextArea label="Values, one per line" name=values_field rows=3 id=id
                        value=format!("{}\n", typed.trim_end()) error=form.error(&values_error) />
                }
                .into_any(),
                false => view! {
                    <Field label="Values, separated by commas" name=values_field id=id autocomplete="off"
                        placeholder=["S, M, L", "Blue, Green", "Cotton, Wool"][at % 3]
                        value=typed error=form.error(&values_error) />
                }
                .into_any(),
            };
            view! {
                <div class="row option-row">
                    <Field label=format!("Option {}", at + 1) name=name_field.clone() short=true optional=true
                        placeholder=["Size", "Colour", "Material"][at % 3] id=field_id(&name_error) autocomplete="off"
                        value=form.or(&name_field, name) error=form.error(&name_error) />
                    {values}
                </div>
            }
            .into_any()
        })
        .collect::<Vec<_>>()
}

/// The options of a stored product, in a form of their own.
#[component]
pub(super) fn OptionsCard(stored: StoredProduct, form: Form, currency: Currency) -> impl IntoView {
    let options_preview = form
        .is_step()
        .then(|| options_preview(&stored, &form, currency))
        .flatten();
    let step = format!("/products/{}/options", stored.product_id);
    let asks = options_preview.is_some();
    let fields = view! { <OptionFields form=form options=stored.product.options.clone() /> };
    view! {
        <Card title="Options" id="options"
            about="Every combination of values is a variant. A new value adds variants with no stock; removing one removes its variants; renaming one keeps them under the new name.">
            <PostForm<SetOptions> class="form">
                <input type="hidden" name="product_id" value=stored.product_id.to_string() />
                <input type="hidden" name="version" value=stored.version />
                {fields}
                {options_preview}
                <div class="row">
                    <Button formaction=step>{if asks { "Preview again" } else { "Change options" }}</Button>
                    {asks.then(|| view! { <Button variant=Variant::Danger>"Apply these changes"</Button> })}
                </div>
            </PostForm<SetOptions>>
        </Card>
    }
}

/// Preview of an options change.
fn options_preview(stored: &StoredProduct, form: &Form, currency: Currency) -> Option<AnyView> {
    let options = options_typed(form.fields());
    let renamed = products::renamed(stored, &options);
    let fresh = products::patch(options.clone(), Default::default());
    let patch = products::patch(options, renamed);
    let kept = products::preview(stored, &patch, currency).ok()?;
    let fresh = products::preview(stored, &fresh, currency).ok()?;
    let choice = (!kept.renamed.is_empty()).then(|| {
        let help = format!("Preview: {}", sentences(&fresh).join(" "));
        view! {
            <Checkbox label="No, these are different values: remove the old variants" name="fresh" value="yes"
                checked=form.chosen("fresh", "yes", false) help=help />
        }
    });
    let lines = sentences(&kept)
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect::<Vec<_>>();
    let view = view! {
        <div class="notice tone-warning" role="status" id="what-happens">
            <div>
                <strong>"This will happen:"</strong>
                <ul>{lines}</ul>
            </div>
        </div>
        {choice}
    };
    Some(view.into_any())
}

/// Number of names listed before "and more".
const NAMED: usize = 12;

fn list(names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    let mut text = names.into_iter().take(NAMED).collect::<Vec<_>>().join("; ");
    if more > 0 {
        text.push_str(&format!("; and {more} more"));
    }
    text
}

fn sentences(change: &Reshaping) -> Vec<String> {
    let mut lines: Vec<String> = change
        .renamed
        .iter()
        .map(|(old, new)| format!("“{old}” becomes “{new}”; its variants keep their price and stock."))
        .collect();
    if !change.added.is_empty() {
        let made = counted(change.added.len() as i64, "variant is", "variants are");
        lines.push(format!("{made} added: {}.", list(change.added.clone())));
    }
    if !change.removed.is_empty() {
        let gone = counted(change.removed.len() as i64, "variant is", "variants are");
        let names = change.removed.iter().map(|(name, held)| match held {
            0 => name.clone(),
            held => format!("{name} ({held} reserved by orders, which keep it)"),
        });
        lines.push(format!(
            "{gone} removed with their stock: {}.",
            list(names.collect())
        ));
    }
    lines
}
