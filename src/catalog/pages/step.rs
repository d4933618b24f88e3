//! Form steps without saving: generating variants, filling a column, previewing option changes. The page
//! comes back with everything that was typed.

use crate::catalog::actions::{CreateProduct, ReviseProduct, SetOptions};
use crate::form::FieldErrors;
use crate::id::ProductId;
use crate::problem::{Code, Problem};
use crate::products::{self, Listed, MAX_OPTIONS, MAX_VARIANTS, OptionForm};
use crate::state::App;
use crate::ui::counted;
use crate::viewer::{Member, Viewer, may};
use crate::web::extract::read_body;
use crate::web::form_reply::{again, carried_on};
use crate::web::idempotency;
use crate::web::intake::{BODY_LIMIT, has_type};
use crate::web::pages::see_other_with_notice;
use axum::Router;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use leptos::server_fn::ServerFn;

type Fields = Vec<(String, String)>;

/// Columns that can be filled for all variants.
const COLUMNS: [&str; 5] = ["price", "compare_at", "stock", "cost", "weight_grams"];

fn member(request: &Request) -> Result<Member<may::Products>, Problem> {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    viewer.member()
}

async fn posted(request: Request) -> Result<(Parts, Fields), Problem> {
    let (parts, body) = request.into_parts();
    if !has_type(&parts.headers, "application/x-www-form-urlencoded") {
        return Err(Problem::new(Code::UnsupportedMediaType, "Send a form."));
    }
    let bytes = read_body(body, BODY_LIMIT).await?;
    let fields = url::form_urlencoded::parse(&bytes);
    Ok((parts, fields.into_owned().collect()))
}

/// The new product's variants are made, or a column of them is filled.
pub(super) async fn of_new(pages: Router, request: Request) -> Response {
    const PAGE: &str = "/products/new";
    if let Err(problem) = member(&request) {
        return problem.into_response();
    }
    let (parts, fields) = match posted(request).await {
        Ok(posted) => posted,
        Err(problem) => return problem.into_response(),
    };
    match with_variants(&fields) {
        Ok(fields) => carried_on(pages, parts, PAGE, CreateProduct::PATH, filled(fields)).await,
        Err(errors) => again(pages, parts, PAGE, CreateProduct::PATH, fields, errors.into()).await,
    }
}

/// A column of a stored product's grid is filled.
pub(super) async fn of_stored(app: App, pages: Router, request: Request, id: String) -> Response {
    let (product_id, _) = match found(&app, member(&request), &id).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    match posted(request).await {
        Ok((parts, fields)) => {
            let page = format!("/products/{product_id}");
            carried_on(pages, parts, &page, ReviseProduct::PATH, filled(fields)).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// Applies option changes that only add variants; previews others first.
pub(super) async fn of_options(app: App, pages: Router, request: Request, id: String) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    let (product_id, member) = match found(&app, member(&request), &id).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    let (parts, fields) = match posted(request).await {
        Ok(posted) => posted,
        Err(problem) => return problem.into_response(),
    };
    let page = format!("/products/{product_id}");
    let route = format!("POST {page}/options");
    let once = value(&fields, "_once").to_owned();
    let options = options_typed(&fields);
    let body = options.iter().flat_map(|option| {
        let values = option.values.0.iter().map(String::as_str);
        std::iter::once(option.name.as_str()).chain(values)
    });
    let body = body.collect::<Vec<_>>().join("\n");
    let answer = async {
        match set_if_only_added(&app, &member, &product_id, &fields).await {
            Ok(None) => carried_on(pages, parts, &page, SetOptions::PATH, fields).await,
            Ok(Some(0)) => see_other_with_notice(&page, "Saved."),
            Ok(Some(made)) => {
                let made = counted(made as i64, "variant is", "variants are");
                let told = format!("{made} added. Check their price and stock.");
                see_other_with_notice(&page, &told)
            }
            Err(problem) => again(pages, parts, &page, SetOptions::PATH, fields, problem).await,
        }
    };
    // The layer that guards other forms knows server functions only.
    idempotency::once(&app, &viewer, route, once, body.as_bytes(), answer).await
}

/// Number of variants added; none if some would be removed, which needs a preview.
async fn set_if_only_added(
    app: &App,
    member: &Member<may::Products>,
    product_id: &ProductId,
    fields: &[(String, String)],
) -> Result<Option<usize>, Problem> {
    let stored = products::find(&app.db, &member.seller_id, product_id).await?;
    let stored = stored.ok_or_else(Problem::not_found)?;
    let options = options_typed(fields);
    let renamed = products::renamed(&stored, &options);
    let mut patch = products::patch(options, renamed);
    let reshaping = products::preview(&stored, &patch, member.currency)?;
    if !reshaping.only_adds() {
        return Ok(None);
    }
    patch.version = value(fields, "version").parse().ok();
    products::revise(app, member, product_id, &patch).await?;
    Ok(Some(reshaping.added.len()))
}

async fn found(
    app: &App,
    member: Result<Member<may::Products>, Problem>,
    id: &str,
) -> Result<(ProductId, Member<may::Products>), Problem> {
    let member = member?;
    let product_id = ProductId::parse(id).map_err(|_| Problem::not_found())?;
    let stored = products::find(&app.db, &member.seller_id, &product_id).await?;
    stored.ok_or_else(Problem::not_found)?;
    Ok((product_id, member))
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value.trim())
}

/// The options as they were typed, row by row.
pub(super) fn options_typed(fields: &[(String, String)]) -> Vec<OptionForm> {
    (0..MAX_OPTIONS)
        .map(|at| OptionForm {
            name: value(fields, &format!("options[{at}][name]")).to_owned(),
            values: Listed::typed(value(fields, &format!("options[{at}][values]"))),
        })
        .collect()
}

/// Form fields with a row per option combination, keeping what was typed.
fn with_variants(fields: &[(String, String)]) -> Result<Fields, FieldErrors> {
    let mut errors = FieldErrors::new();
    let options = products::parse_options(&options_typed(fields), &mut errors);
    for (at, option) in options
        .iter()
        .enumerate()
        .filter(|(_, option)| option.name.contains(['[', ']']))
    {
        errors.add(
            format!("options.{at}.name"),
            format!("“{}”: write the option's name without brackets.", option.name),
        );
    }
    let all = products::combinations(&options, MAX_VARIANTS);
    if all.is_none() {
        let message = format!("These options make more than {MAX_VARIANTS} variants. Remove some values.");
        errors.add("options.0.values", message);
    }
    let all = errors.or(all)?;
    let is_row = |name: &str| name.starts_with("variants[");
    let rows = rows(fields);
    let mut made: Fields = fields.iter().filter(|(name, _)| !is_row(name)).cloned().collect();
    if options.is_empty() {
        // Back to one variant: it takes what stood in the first row.
        for field in ["price", "stock", "sku"] {
            if let Some(value) = rows.first().map(|(_, cells)| value(cells, field).to_owned()) {
                made.retain(|(name, _)| name != field);
                made.push((field.to_owned(), value));
            }
        }
        return Ok(made);
    }
    for (at, values) in all.iter().enumerate() {
        let known = rows.iter().find(|(of, _)| of == values).map(|(_, cells)| cells);
        for (option, value) in options.iter().zip(values) {
            made.push((format!("variants[{at}][options][{}]", option.name), value.clone()));
        }
        let first = rows.first().map(|(_, cells)| cells.as_slice());
        let cells = [
            "price",
            "compare_at",
            "stock",
            "sku",
            "cost",
            "barcode",
            "weight_grams",
            "backorder",
        ];
        for cell in cells {
            let text = match (known, cell) {
                (Some(cells), _) => value(cells, cell).to_owned(),
                (None, "price" | "stock") if first.is_some() => {
                    value(first.unwrap_or_default(), cell).to_owned()
                }
                (None, "sku") => sku(value(fields, "sku"), values),
                (None, "backorder") => "no".to_owned(),
                (None, _) => value(fields, cell).to_owned(),
            };
            made.push((format!("variants[{at}][{cell}]"), text));
        }
    }
    Ok(made)
}

/// The rows that were typed: their values, in the options' order, and their cells.
fn rows(fields: &[(String, String)]) -> Vec<(Vec<String>, Fields)> {
    let mut rows: Vec<(usize, Vec<String>, Fields)> = Vec::new();
    for (name, value) in fields {
        let Some((at, cell)) = name
            .strip_prefix("variants[")
            .and_then(|rest| rest.split_once("]["))
        else {
            continue;
        };
        let (Ok(at), Some(cell)) = (at.parse::<usize>(), cell.strip_suffix(']')) else {
            continue;
        };
        if rows.last().is_none_or(|(last, ..)| *last != at) {
            rows.push((at, Vec::new(), Vec::new()));
        }
        if let Some((_, values, cells)) = rows.last_mut() {
            match cell.starts_with("options][") {
                true => values.push(value.clone()),
                false => cells.push((cell.to_owned(), value.clone())),
            }
        }
    }
    rows.into_iter()
        .map(|(_, values, cells)| (values, cells))
        .collect()
}

/// `TEE` makes `TEE-S`, as it does where the variants are not written out.
fn sku(stem: &str, values: &[String]) -> String {
    match stem {
        "" => String::new(),
        stem => values.iter().fold(stem.to_owned(), |sku, value| {
            let value = value.split_whitespace().collect::<Vec<_>>().join("-");
            format!("{sku}-{}", value.to_uppercase())
        }),
    }
}

/// Fields with every "all variants" value applied.
fn filled(fields: Fields) -> Fields {
    let all: Vec<(String, String)> = COLUMNS
        .iter()
        .map(|column| {
            (
                format!("][{column}]"),
                value(&fields, &format!("all[{column}]")).to_owned(),
            )
        })
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let fill = |(name, value): (String, String)| {
        let filled = all
            .iter()
            .find(|(end, _)| name.starts_with("variants[") && name.ends_with(end.as_str()));
        let value = filled.map_or(value, |(_, filled)| filled.clone());
        (name, value)
    };
    fields
        .into_iter()
        .filter(|(name, _)| !name.starts_with("all["))
        .map(fill)
        .collect()
}
