//! Changes of a shop's shipping profile: whole by the API, piece by piece by the page.

use super::profile::Profile;
use super::profile_form::{ProfileForm, RateForm, Reading, ZoneForm};
use super::store;
use crate::audit::{self, Act};
use crate::db::Tx;
use crate::form::FieldErrors;
use crate::money::Decimal;
use crate::problem::Problem;
use crate::state::App;
use crate::viewer::{Member, may};

/// The shop's profile.
pub async fn current(app: &App, member: &Member<may::Settings>) -> Result<Profile, Problem> {
    let mut reader = app.db.reader().acquire().await?;
    Ok(store::profile(&mut reader, &member.seller_id).await?)
}

/// Replaces the profile.
pub async fn replace(
    app: &App,
    member: &Member<may::Settings>,
    form: &ProfileForm,
) -> Result<Profile, Problem> {
    let (mut tx, before) = begin(app, member).await?;
    let after = put(&mut tx, app, member, &before, form).await?;
    tx.commit().await?;
    Ok(after)
}

/// Sets the handling days.
pub async fn set_handling(app: &App, member: &Member<may::Settings>, days: Decimal) -> Result<(), Problem> {
    let (mut tx, before) = begin(app, member).await?;
    let mut form = ProfileForm::of(&before, member.currency);
    form.handling_days = Some(days);
    put(&mut tx, app, member, &before, &form).await?;
    Ok(tx.commit().await?)
}

/// Adds a zone, or changes the name and countries of the one that it names; its rates stay.
pub async fn save_zone(app: &App, member: &Member<may::Settings>, zone: ZoneForm) -> Result<(), Problem> {
    let (mut tx, before) = begin(app, member).await?;
    let mut form = ProfileForm::of(&before, member.currency);
    let at = match named(&zone.zone_id) {
        Some(id) => {
            let at = place(&form.zones, |zone| &zone.zone_id, id)?;
            let rates = std::mem::take(&mut form.zones[at].rates);
            form.zones[at] = ZoneForm { rates, ..zone };
            at
        }
        None => {
            form.zones.push(zone);
            form.zones.len() - 1
        }
    };
    let saved = put(&mut tx, app, member, &before, &form).await;
    saved.map_err(|problem| beside_fields(problem, &format!("zones.{at}.")))?;
    Ok(tx.commit().await?)
}

/// Removes a zone with its rates.
pub async fn remove_zone(app: &App, member: &Member<may::Settings>, zone_id: &str) -> Result<(), Problem> {
    let (mut tx, before) = begin(app, member).await?;
    let mut form = ProfileForm::of(&before, member.currency);
    let at = place(&form.zones, |zone| &zone.zone_id, zone_id)?;
    form.zones.remove(at);
    put(&mut tx, app, member, &before, &form).await?;
    Ok(tx.commit().await?)
}

/// Adds a rate to a zone, or changes the one that it names.
pub async fn save_rate(
    app: &App,
    member: &Member<may::Settings>,
    zone_id: &str,
    rate: RateForm,
) -> Result<(), Problem> {
    let (mut tx, before) = begin(app, member).await?;
    let mut form = ProfileForm::of(&before, member.currency);
    let zone = place(&form.zones, |zone| &zone.zone_id, zone_id)?;
    let rates = &mut form.zones[zone].rates;
    let at = match named(&rate.rate_id) {
        Some(id) => {
            let at = place(rates, |rate| &rate.rate_id, id)?;
            rates[at] = rate;
            at
        }
        None => {
            rates.push(rate);
            rates.len() - 1
        }
    };
    let saved = put(&mut tx, app, member, &before, &form).await;
    saved.map_err(|problem| beside_fields(problem, &format!("zones.{zone}.rates.{at}.")))?;
    Ok(tx.commit().await?)
}

/// Removes a rate.
pub async fn remove_rate(app: &App, member: &Member<may::Settings>, rate_id: &str) -> Result<(), Problem> {
    let (mut tx, before) = begin(app, member).await?;
    let mut form = ProfileForm::of(&before, member.currency);
    let found = form.zones.iter_mut().find_map(|zone| {
        let at = place(&zone.rates, |rate| &rate.rate_id, rate_id).ok()?;
        Some(zone.rates.remove(at))
    });
    found.ok_or_else(gone)?;
    put(&mut tx, app, member, &before, &form).await?;
    Ok(tx.commit().await?)
}

async fn begin(app: &App, member: &Member<may::Settings>) -> Result<(Tx, Profile), Problem> {
    let mut tx = app.db.begin().await?;
    store::lock(&mut tx, &member.seller_id).await?;
    let before = store::profile(&mut tx, &member.seller_id).await?;
    Ok((tx, before))
}

/// Writes the profile that the form describes, when it differs.
async fn put(
    tx: &mut Tx,
    app: &App,
    member: &Member<may::Settings>,
    before: &Profile,
    form: &ProfileForm,
) -> Result<Profile, Problem> {
    let now = app.clock.now();
    let reading = Reading {
        before,
        currency: member.currency,
        now,
    };
    let after = form.parse(&reading)?;
    if after == *before {
        return Ok(after);
    }
    store::put(tx, &member.seller_id, &after, now).await?;
    let document = |profile| serde_json::to_value(ProfileForm::of(profile, member.currency)).ok();
    let act = Act {
        action: "shipping.changed",
        seller_id: Some(&member.seller_id),
        user_id: Some(&member.user_id),
        before: document(before),
        after: document(&after),
        ..Act::default()
    };
    audit::note(tx, now, act).await?;
    Ok(after)
}

fn named(id: &Option<String>) -> Option<&str> {
    id.as_deref().map(str::trim).filter(|id| !id.is_empty())
}

/// The place of the one with that id.
fn place<T>(all: &[T], id_of: impl Fn(&T) -> &Option<String>, id: &str) -> Result<usize, Problem> {
    let is_it = |one: &T| id_of(one).as_deref() == Some(id.trim());
    all.iter().position(is_it).ok_or_else(gone)
}

/// The form names a zone or rate that the shop does not have, such as one removed meanwhile.
fn gone() -> Problem {
    Problem::conflict("That zone or rate is not there any more. Reload the page.")
}

/// Errors of one zone or rate under the names of its own form's fields.
fn beside_fields(mut problem: Problem, place: &str) -> Problem {
    let mut errors = FieldErrors::new();
    for (name, messages) in problem.errors.iter() {
        let name = name.strip_prefix(place).unwrap_or(name);
        for message in messages {
            errors.add(name, message.clone());
        }
    }
    problem.errors = errors;
    problem
}
