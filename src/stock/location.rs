//! Stock locations. Every seller has a main one; further ones can be added, renamed, and put away once
//! nothing lies there.

use crate::audit::{self, Act};
use crate::db::{Connection, Db, Tx, is_taken};
use crate::form::{self, FieldErrors};
use crate::id::{LocationId, SellerId};
use crate::problem::Problem;
use crate::state::App;
use crate::stock::store::{self, LocationRow, MOST_LOCATIONS};
use crate::viewer::{Member, may};
use serde::{Deserialize, Serialize};
use serde_json::json;

const MAX_NAME: usize = 80;
const MAX_ADDRESS: usize = 300;
const MAIN: &str = "Main location";

/// Location of a stock change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum StockPlace {
    /// The variant as a whole; the main location takes the difference.
    #[default]
    Anywhere,
    Main,
    At(LocationId),
}

impl StockPlace {
    /// The further location.
    pub fn further(&self) -> Option<&LocationId> {
        match self {
            Self::At(location_id) => Some(location_id),
            Self::Anywhere | Self::Main => None,
        }
    }
}

/// A seller's locations in use.
#[derive(Debug, Clone)]
pub struct Places {
    pub main: LocationRow,
    pub further: Vec<LocationRow>,
}

impl Places {
    pub async fn of(connection: &mut Connection, seller_id: &SellerId) -> sqlx::Result<Self> {
        let main_id = LocationId::main_of(seller_id);
        let rows = store::locations(connection, seller_id).await?;
        let (main, further): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.location_id == main_id);
        let main = main.into_iter().next().unwrap_or_else(|| LocationRow {
            location_id: main_id,
            name: MAIN.to_owned(),
            address: None,
        });
        Ok(Self { main, further })
    }

    /// Reads outside a transaction.
    pub async fn read(db: &Db, seller_id: &SellerId) -> sqlx::Result<Self> {
        let mut reader = db.reader().acquire().await?;
        Self::of(&mut reader, seller_id).await
    }

    pub fn all(&self) -> impl Iterator<Item = &LocationRow> {
        std::iter::once(&self.main).chain(&self.further)
    }

    /// Whether there is more than one.
    pub fn are_several(&self) -> bool {
        !self.further.is_empty()
    }

    /// The further ones by id and name, to choose from.
    pub fn choices(&self) -> Vec<(String, String)> {
        self.further
            .iter()
            .map(|row| (row.location_id.to_string(), row.name.clone()))
            .collect()
    }

    pub fn name_of<'a>(&'a self, location_id: Option<&'a LocationId>) -> &'a str {
        match location_id {
            None => &self.main.name,
            Some(id) => self
                .all()
                .find(|row| row.location_id == *id)
                .map_or("A former location", |row| &row.name),
        }
    }

    /// The place that a form or a call names; blank is [`StockPlace::Anywhere`].
    pub fn place(&self, text: Option<&str>) -> Result<StockPlace, String> {
        let text = text.map(str::trim).unwrap_or_default();
        if text.is_empty() {
            return Ok(StockPlace::Anywhere);
        }
        if self.main.location_id.as_str() == text {
            return Ok(StockPlace::Main);
        }
        let found = self.further.iter().find(|row| row.location_id.as_str() == text);
        found
            .map(|row| StockPlace::At(row.location_id.clone()))
            .ok_or_else(|| "That location does not exist.".to_owned())
    }
}

/// Locks the locations about to change, so that none is archived meanwhile.
pub async fn hold<'a>(
    tx: &mut Tx,
    seller_id: &SellerId,
    places: impl Iterator<Item = &'a StockPlace>,
) -> Result<(), Problem> {
    let mut further: Vec<&LocationId> = places.filter_map(StockPlace::further).collect();
    further.sort();
    further.dedup();
    for location_id in further {
        if !store::hold_location(tx, seller_id, location_id).await? {
            return Err(Problem::conflict(
                "One of these locations has just been archived.",
            ));
        }
    }
    Ok(())
}

/// A location as typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct LocationForm {
    #[schema(example = "Warehouse in Cork")]
    pub name: Option<String>,
    pub address: Option<String>,
}

impl LocationForm {
    fn parse(&self, before: Option<&LocationRow>) -> Result<(String, Option<String>), FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = self.name.as_deref().or(before.map(|row| row.name.as_str()));
        let name = errors.take("name", form::line(name.unwrap_or_default(), "The name", MAX_NAME));
        let address = self
            .address
            .as_deref()
            .or(before.and_then(|row| row.address.as_deref()));
        let address = errors.take(
            "address",
            form::optional_line(address, "The address", MAX_ADDRESS),
        );
        errors.or(name.zip(address))
    }
}

/// A location in the words of the API.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Location)]
pub struct ShownLocation {
    pub location_id: LocationId,
    pub name: String,
    pub address: Option<String>,
    /// Whether it is the main one, which has all stock not elsewhere.
    pub main: bool,
}

impl ShownLocation {
    pub fn of(row: LocationRow, seller_id: &SellerId) -> Self {
        Self {
            main: row.location_id == LocationId::main_of(seller_id),
            location_id: row.location_id,
            name: row.name,
            address: row.address,
        }
    }
}

/// The seller's locations.
pub async fn known(app: &App, member: &Member<may::Products>) -> Result<Places, Problem> {
    Ok(Places::read(&app.db, &member.seller_id).await?)
}

fn taken() -> FieldErrors {
    FieldErrors::of("name", "Another of your locations already has this name.")
}

async fn put(
    tx: &mut Tx,
    app: &App,
    member: &Member<may::Products>,
    row: &LocationRow,
    action: &'static str,
) -> Result<(), Problem> {
    let now = app.clock.now();
    store::put_location(tx, &member.seller_id, row, now)
        .await
        .map_err(|error| match is_taken(&error, "locations", "name") {
            true => Problem::from(taken()),
            false => error.into(),
        })?;
    let act = Act {
        action,
        seller_id: Some(&member.seller_id),
        user_id: Some(&member.user_id),
        subject: Some(row.location_id.as_str()),
        after: Some(json!({ "name": row.name, "address": row.address })),
        ..Act::default()
    };
    Ok(audit::note(tx, now, act).await?)
}

/// Adds a location.
pub async fn add(
    app: &App,
    member: &Member<may::Products>,
    form: &LocationForm,
) -> Result<LocationRow, Problem> {
    let (name, address) = form.parse(None)?;
    let mut tx = app.db.begin().await?;
    store::lock_locations(&mut tx, &member.seller_id).await?;
    let places = Places::of(&mut tx, &member.seller_id).await?;
    if places.main.name == name {
        return Err(taken().into());
    }
    if places.further.len() + 1 >= MOST_LOCATIONS {
        return Err(Problem::conflict(format!(
            "A shop can have at most {MOST_LOCATIONS} locations. Archive an empty one."
        )));
    }
    let row = LocationRow {
        location_id: LocationId::new(app.clock.now()),
        name,
        address,
    };
    put(&mut tx, app, member, &row, "location.added").await?;
    tx.commit().await?;
    Ok(row)
}

/// Renames a location or changes its address; missing fields stay.
pub async fn change(
    app: &App,
    member: &Member<may::Products>,
    location_id: &LocationId,
    form: &LocationForm,
) -> Result<LocationRow, Problem> {
    let mut tx = app.db.begin().await?;
    store::lock_locations(&mut tx, &member.seller_id).await?;
    let places = Places::of(&mut tx, &member.seller_id).await?;
    let before = places
        .all()
        .find(|row| row.location_id == *location_id)
        .ok_or_else(Problem::not_found)?;
    let (name, address) = form.parse(Some(before))?;
    let row = LocationRow {
        location_id: location_id.clone(),
        name,
        address,
    };
    if row == *before {
        return Ok(row);
    }
    if places
        .all()
        .any(|other| other.location_id != *location_id && other.name == row.name)
    {
        return Err(taken().into());
    }
    put(&mut tx, app, member, &row, "location.changed").await?;
    tx.commit().await?;
    Ok(row)
}

/// Archives an empty location.
pub async fn archive(
    app: &App,
    member: &Member<may::Products>,
    location_id: &LocationId,
) -> Result<(), Problem> {
    if *location_id == LocationId::main_of(&member.seller_id) {
        return Err(Problem::conflict(
            "The main location cannot be archived; it can be renamed.",
        ));
    }
    app.db
        .retrying(|| async {
            let now = app.clock.now();
            let mut tx = app.db.begin().await?;
            if !store::hold_location(&mut tx, &member.seller_id, location_id).await? {
                return Err(Problem::not_found());
            }
            if store::is_stocked(&mut tx, location_id).await? {
                return Err(Problem::conflict(
                    "It still has stock. Move it to another location first.",
                ));
            }
            store::archive_location(&mut tx, &member.seller_id, location_id, now).await?;
            let act = Act {
                action: "location.archived",
                seller_id: Some(&member.seller_id),
                user_id: Some(&member.user_id),
                subject: Some(location_id.as_str()),
                ..Act::default()
            };
            audit::note(&mut tx, now, act).await?;
            Ok(tx.commit().await?)
        })
        .await
}
