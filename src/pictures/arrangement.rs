//! Arrangement of a product's pictures: order, alt texts, variants.

use super::MAX_ALT;
use crate::audit::{self, Act as Noted};
use crate::form::{self, FieldErrors};
use crate::id::{ImageId, ProductId, VariantId};
use crate::money::Decimal;
use crate::pictures::removal;
use crate::pictures::store::{self, StoredImage};
use crate::problem::Problem;
use crate::products::{self, Product, Variant};
use crate::state::App;
use crate::viewer::{Member, may};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Changes of pictures; missing ones stay.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ArrangementForm {
    pub images: Vec<PlaceForm>,
}

/// Changes of one picture; missing fields stay.
#[derive(Debug, Clone, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = ImagePlaceForm)]
pub struct PlaceForm {
    pub image_id: String,
    /// Position from 1, the main picture.
    pub position: Option<Decimal>,
    /// Alt text.
    pub alt: Option<String>,
    /// Variants shown by it, replacing others.
    pub variant_ids: Option<Vec<String>>,
    /// The page's choice of variants: nothing, `option:0:Blue`, a variant's id, or `several` to keep it.
    #[serde(skip)]
    pub shown_for: Option<String>,
}

/// One picture's fields as a page sends them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedPlace {
    image_id: String,
    position: Option<String>,
    alt: Option<String>,
    shown_for: Option<String>,
}

impl TypedPlace {
    /// Converts to the operation's form.
    pub fn form(self) -> PlaceForm {
        PlaceForm {
            image_id: self.image_id,
            position: self.position.map(Decimal::new),
            alt: self.alt,
            variant_ids: None,
            shown_for: self.shown_for,
        }
    }
}

/// The variants of a product that have this value of the option at that place, in their order.
pub fn variants_with(product: &Product, option: usize, value: &str) -> Vec<VariantId> {
    let has = |variant: &&Variant| variant.values.get(option).is_some_and(|own| own == value);
    let with = product.variants.iter().filter(has);
    with.filter_map(|variant| variant.variant_id.clone()).collect()
}

/// Variants of a page's choice; `None` keeps them.
fn chosen(product: &Product, choice: &str) -> Result<Option<Vec<VariantId>>, Problem> {
    if choice.is_empty() {
        return Ok(Some(Vec::new()));
    }
    if let Some((option, value)) = choice
        .strip_prefix("option:")
        .and_then(|rest| rest.split_once(':'))
    {
        let option = option.parse().map_err(|_| Problem::not_found())?;
        return Ok(Some(variants_with(product, option, value)));
    }
    match VariantId::parse(choice) {
        Ok(variant_id) => Ok(Some(vec![variant_id])),
        Err(_) => Ok(None),
    }
}

/// Action of a button beside a picture, after saving the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    First(ImageId),
    Up(ImageId),
    Down(ImageId),
    Remove(ImageId),
    Retry(ImageId),
}

impl Act {
    /// Parses `up:img_…`; anything else is no action.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, id) = text.split_once(':')?;
        let image_id = ImageId::parse(id).ok()?;
        Some(match word {
            "first" => Self::First(image_id),
            "up" => Self::Up(image_id),
            "down" => Self::Down(image_id),
            "remove" => Self::Remove(image_id),
            "retry" => Self::Retry(image_id),
            _ => return None,
        })
    }
}

/// One picture's place, checked.
struct Placement {
    image_id: ImageId,
    position: Option<i64>,
    alt: Option<String>,
    variants: Option<Vec<VariantId>>,
}

/// Arranges a product's pictures, all or nothing; writes only changes.
pub async fn arrange(
    app: &App,
    member: &Member<may::Products>,
    product_id: &ProductId,
    form: &ArrangementForm,
    act: Option<&Act>,
) -> Result<(), Problem> {
    let mut places = parse(form)?;
    let (now, seller_id) = (app.clock.now(), &member.seller_id);
    let mut tx = app.db.begin().await?;
    if !store::touch(&mut tx, seller_id, product_id, now).await? {
        return Err(Problem::not_found());
    }
    let there = store::images_in(&mut tx, seller_id, std::slice::from_ref(product_id)).await?;
    let shown = store::variant_images(&mut tx, seller_id, product_id).await?;
    if form.images.iter().any(|place| place.shown_for.is_some()) {
        let stored = products::find_in(&mut tx, seller_id, product_id).await?;
        let product = stored.ok_or_else(Problem::not_found)?.product;
        for (place, typed) in places.iter_mut().zip(&form.images) {
            if let Some(choice) = &typed.shown_for {
                place.variants = chosen(&product, choice)?;
            }
        }
    }
    if places
        .iter()
        .any(|place| !there.iter().any(|image| image.image_id == place.image_id))
    {
        return Err(Problem::not_found());
    }
    store::hold_images(&mut tx, seller_id, &[product_id], now).await?;
    let mut changed = false;
    let order = order(&there, &places, act);
    if order
        .iter()
        .zip(&there)
        .any(|(ordered, image)| ordered.image_id != image.image_id)
    {
        for (image, position) in order.iter().zip(1..) {
            store::set_position(&mut tx, seller_id, &image.image_id, position).await?;
        }
        changed = true;
    }
    for place in &places {
        let image = there.iter().find(|image| image.image_id == place.image_id);
        if let (Some(alt), Some(image)) = (&place.alt, image)
            && *alt != image.alt
        {
            store::set_alt(&mut tx, seller_id, &place.image_id, alt).await?;
            changed = true;
        }
        if let Some(variants) = &place.variants {
            let now_shown = shown.iter().filter(|(_, image_id)| *image_id == place.image_id);
            if !now_shown.map(|(variant_id, _)| variant_id).eq(variants) {
                store::set_variants(&mut tx, seller_id, product_id, &place.image_id, variants).await?;
                changed = true;
            }
        }
    }
    if changed {
        store::settle_images(&mut tx, seller_id, product_id).await?;
        let noted = Noted {
            action: "product.changed",
            seller_id: Some(seller_id),
            user_id: Some(&member.user_id),
            subject: Some(product_id.as_str()),
            after: Some(json!({ "images": order.iter().map(|image| &image.image_id).collect::<Vec<_>>() })),
            ..Noted::default()
        };
        audit::note(&mut tx, now, noted).await?;
        tx.commit().await?;
    } else {
        drop(tx);
    }
    match act {
        Some(Act::Remove(image_id)) => removal::remove(app, member, product_id, image_id).await,
        Some(Act::Retry(image_id)) => removal::retry(app, member, product_id, image_id).await,
        _ => Ok(()),
    }
}

fn parse(form: &ArrangementForm) -> Result<Vec<Placement>, Problem> {
    let mut errors = FieldErrors::new();
    let mut places: Vec<Placement> = Vec::with_capacity(form.images.len());
    for (at, place) in form.images.iter().enumerate() {
        let image_id = ImageId::parse(&place.image_id).map_err(|_| Problem::not_found())?;
        if places.iter().any(|before| before.image_id == image_id) {
            errors.add(format!("images.{at}.image_id"), "This picture is listed twice.");
        }
        let position = place.position.as_ref().filter(|position| !position.is_blank());
        let position = position.and_then(|position| {
            let read = position.as_str().trim().parse::<i64>().ok();
            let read = read.filter(|read| (1..=999).contains(read));
            errors.take(
                &format!("images.{at}.position"),
                read.ok_or("The position must be a whole number from 1."),
            )
        });
        let alt = place.alt.as_deref().and_then(|alt| {
            let line = form::optional_line(Some(alt), "The text", MAX_ALT);
            errors
                .take(&format!("images.{at}.alt"), line)
                .map(Option::unwrap_or_default)
        });
        let variants = match &place.variant_ids {
            None => None,
            Some(ids) => {
                let ids = ids.iter().filter(|id| !id.trim().is_empty());
                let ids = ids.map(|id| VariantId::parse(id).map_err(|_| Problem::not_found()));
                Some(ids.collect::<Result<Vec<_>, _>>()?)
            }
        };
        places.push(Placement {
            image_id,
            position,
            alt,
            variants,
        });
    }
    Ok(errors.or(Some(places))?)
}

/// The pictures in their new order. Of two that ask for one place, the one that moved has it.
fn order<'a>(there: &'a [StoredImage], places: &[Placement], act: Option<&Act>) -> Vec<&'a StoredImage> {
    let mut ranked: Vec<(i64, u8, i64, &StoredImage)> = there
        .iter()
        .zip(1..)
        .map(|(image, rank)| {
            let place = places.iter().find(|place| place.image_id == image.image_id);
            let wanted = place.and_then(|place| place.position).unwrap_or(rank);
            let tie = match wanted.cmp(&rank) {
                std::cmp::Ordering::Less => 0,
                std::cmp::Ordering::Equal => 1,
                std::cmp::Ordering::Greater => 2,
            };
            (wanted, tie, rank, image)
        })
        .collect();
    ranked.sort_by_key(|(wanted, tie, rank, _)| (*wanted, *tie, *rank));
    let mut order: Vec<&StoredImage> = ranked.into_iter().map(|(.., image)| image).collect();
    let place_of = |image_id: &ImageId| order.iter().position(|image| image.image_id == *image_id);
    let moved = match act {
        Some(Act::First(image_id)) => place_of(image_id).map(|at| (at, 0)),
        Some(Act::Up(image_id)) => place_of(image_id).map(|at| (at, at.saturating_sub(1))),
        Some(Act::Down(image_id)) => place_of(image_id).map(|at| (at, (at + 1).min(order.len() - 1))),
        _ => None,
    };
    if let Some((from, to)) = moved {
        let image = order.remove(from);
        order.insert(to, image);
    }
    order
}
