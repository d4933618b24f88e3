//! Money statement: lines, then the total.

use super::Html;
use super::html::attribute;
use crate::html;
use leptos::prelude::*;

/// One line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    pub label: String,
    /// Detail below the label, such as the rate.
    pub detail: Option<String>,
    /// As it is shown, with sign and currency.
    pub amount: String,
    weight: Weight,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    Line,
    Part,
    Sum,
}

impl StatementLine {
    pub fn new(label: impl Into<String>, amount: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            detail: None,
            amount: amount.into(),
            weight: Weight::Line,
        }
    }

    /// A line that is part of the one above.
    pub fn part(label: impl Into<String>, amount: impl Into<String>) -> Self {
        Self {
            weight: Weight::Part,
            ..Self::new(label, amount)
        }
    }

    /// Total of the lines above.
    pub fn sum(label: impl Into<String>, amount: impl Into<String>) -> Self {
        Self {
            weight: Weight::Sum,
            ..Self::new(label, amount)
        }
    }

    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    fn class(&self) -> Option<&'static str> {
        match self.weight {
            Weight::Line => None,
            Weight::Part => Some("part"),
            Weight::Sum => Some("sum"),
        }
    }
}

/// Lines and their sum.
#[component]
pub fn Statement(lines: Vec<StatementLine>, #[prop(into)] caption: String) -> impl IntoView {
    let lines: Html = lines
        .iter()
        .map(|line| {
            let detail = line
                .detail
                .as_ref()
                .map(|detail| html!("<small>{}</small>", detail));
            html!(
                r#"<tr{}><th scope="row">{}{}</th><td>{}</td></tr>"#,
                attribute("class", line.class()),
                line.label,
                detail,
                line.amount
            )
        })
        .collect();
    html!(
        r#"<table class="statement"><caption class="unseen">{}</caption><tbody>{}</tbody></table>"#,
        caption,
        lines
    )
    .into_view()
}
