//! Server functions of the shipping page.

use super::profile_form::{RateForm, ZoneForm};
use super::revision;
use crate::money::Decimal;
use crate::problem::Problem;
use crate::web::context;
use crate::web::pages::{notice, redirect};
use leptos::prelude::*;

const PAGE: &str = "/settings/shipping";

fn done(words: &str) -> Result<(), Problem> {
    notice(words);
    redirect(PAGE);
    Ok(())
}

#[server(prefix = "/do", endpoint = "shipping/handling")]
pub async fn save_handling(#[server(default)] handling_days: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    revision::set_handling(&app, &member, Decimal::new(handling_days)).await?;
    done("Saved.")
}

/// Countries as they are typed: codes or names with commas or line breaks between them.
fn listed(countries: &str) -> Vec<String> {
    countries
        .split([',', ';', '\n'])
        .map(|country| country.trim().to_owned())
        .filter(|country| !country.is_empty())
        .collect()
}

#[server(prefix = "/do", endpoint = "shipping/save-zone")]
pub async fn save_zone(
    #[server(default)] zone_id: String,
    #[server(default)] name: String,
    #[server(default)] countries: String,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    let zone = ZoneForm {
        zone_id: Some(zone_id),
        name,
        countries: listed(&countries),
        rates: Vec::new(),
    };
    revision::save_zone(&app, &member, zone).await?;
    done("Zone saved.")
}

#[server(prefix = "/do", endpoint = "shipping/remove-zone")]
pub async fn remove_zone(#[server(default)] zone_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    revision::remove_zone(&app, &member, &zone_id).await?;
    done("Zone removed.")
}

#[server(prefix = "/do", endpoint = "shipping/save-rate")]
pub async fn save_rate(
    #[server(default)] zone_id: String,
    #[server(flatten)] form: RateForm,
) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    revision::save_rate(&app, &member, &zone_id, form).await?;
    done("Rate saved.")
}

#[server(prefix = "/do", endpoint = "shipping/remove-rate")]
pub async fn remove_rate(#[server(default)] rate_id: String) -> Result<(), Problem> {
    let (app, member) = (context::app()?, context::member()?);
    revision::remove_rate(&app, &member, &rate_id).await?;
    done("Rate removed.")
}
