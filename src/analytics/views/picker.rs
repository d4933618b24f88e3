//! Period picker and downloads.

use crate::analytics::period::{Bucket, Period, Preset};
use crate::form::FieldErrors;
use crate::ui::{Chips, Choice, Field, FilterBar, Menu, MenuLink, Select, Tab};
use leptos::prelude::*;

/// Label in the picker.
#[derive(Debug, Clone)]
pub struct PickerView {
    pub period: Period,
    /// The days as they were typed, when they were refused.
    pub from: Option<String>,
    pub to: Option<String>,
    pub compare: bool,
    pub errors: FieldErrors,
}

/// Named ranges as chips, and a form for any other days.
#[component]
pub fn Picker(picker: PickerView) -> impl IntoView {
    let PickerView {
        period,
        from,
        to,
        compare,
        errors,
    } = picker;
    let compared = if compare { "" } else { "&compare=none" };
    let presets = Preset::ALL
        .into_iter()
        .map(|preset| {
            let href = format!("/analytics?range={}{compared}", preset.key());
            Tab::new(preset.label(), href).current(period.preset() == Some(preset))
        })
        .collect();
    let buckets = Bucket::ALL
        .map(|bucket| Choice::new(bucket.key(), format!("By {}", bucket.key())))
        .to_vec();
    let comparisons = vec![
        Choice::new("before", "Days before"),
        Choice::new("none", "Nothing"),
    ];
    let error = |field: &str| errors.first(field).map(str::to_owned);
    let (wrong_from, wrong_to, wrong_bucket) = (
        error("from").or(error("month")).or(error("range")),
        error("to"),
        error("bucket"),
    );
    let from = from.unwrap_or_else(|| period.from().to_string());
    let to = to.unwrap_or_else(|| period.to().to_string());
    let comparison = if compare { "before" } else { "none" };
    view! {
        <div class="stack picker">
            <Chips items=presets label="Ranges" />
            <FilterBar action="/analytics">
                <Field label="First day" name="from" kind="date" value=from error=wrong_from />
                <Field label="Last day" name="to" kind="date" value=to error=wrong_to />
                <Select label="Points" name="bucket" options=buckets value=period.bucket().key() error=wrong_bucket />
                <Select label="Compare with" name="compare" options=comparisons value=comparison />
            </FilterBar>
        </div>
    }
}

/// The page as files.
pub fn files(query: &str) -> AnyView {
    let at = |more: &str| format!("/analytics?{query}&{more}");
    let (report, figures, best_sellers) = (
        at("format=pdf"),
        at("format=csv"),
        at("format=csv&table=best-sellers"),
    );
    view! {
        <Menu label="Download">
            <MenuLink href=report icon=icondata_lu::LuFileText download=true>
                "Report with graph (PDF)"
            </MenuLink>
            <MenuLink href=figures icon=icondata_lu::LuSheet download=true>
                "Figures (CSV)"
            </MenuLink>
            <MenuLink href=best_sellers icon=icondata_lu::LuSheet download=true>
                "Best sellers (CSV)"
            </MenuLink>
        </Menu>
    }
    .into_any()
}
