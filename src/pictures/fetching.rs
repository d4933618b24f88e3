//! Fetching of pictures named by imports, within limits and politely.
//!
//! A few hosts at a time, one picture after the other from each, with a pause. What fails for the moment is tried
//! again with growing pauses, and then given up: the product stays, its page says what is wrong.

use super::MAX_BYTES;
use super::preparation::{fail, prepare_one};
use super::storage::{own_prefix, read_own};
use crate::clock::{HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::events::JobError;
use crate::id::ImageId;
use crate::outbound::FetchError;
use crate::picture;
use crate::pictures::store::{self, ImageJob};
use crate::state::App;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::task::JoinSet;
use url::Url;

/// Limits of one fetching step: pictures looked at, shops that share them equally, pictures from one host.
const AT_ONCE: i64 = 256;
const SHOPS: usize = 16;
const OF_ONE_HOST: usize = 16;
/// Hosts fetched concurrently.
const HOSTS: usize = 4;
/// Between two pictures of one host.
const PAUSE: Duration = Duration::from_millis(100);
/// Steps of one run of the schedule.
const STEPS: usize = 8;
/// Lease of a picture before it counts as abandoned.
const LEASE_MS: i64 = 5 * MINUTE_MS;
/// The longest pause that a host can ask for.
const LONGEST_PAUSE_MS: i64 = 24 * HOUR_MS;
/// Pauses between tries; after the last one it fails.
const PAUSES_MS: [i64; 4] = [MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS];

/// Fetches everything due.
pub async fn fetch_due(app: App) -> Result<(), JobError> {
    // Another shop begins each time.
    let begin = usize::try_from(app.clock.now().0 / SECOND_MS).unwrap_or_default();
    for step in 0..STEPS {
        let (now, turn) = (app.clock.now(), begin.wrapping_add(step));
        let due = store::images_to_fetch(&app.db, now, turn, SHOPS, AT_ONCE).await?;
        if due.is_empty() {
            break;
        }
        let mut hosts: BTreeMap<String, Vec<(ImageId, String)>> = BTreeMap::new();
        for (image_id, source) in due {
            let parsed = Url::parse(&source).ok();
            let host = parsed
                .and_then(|url| url.host_str().map(str::to_owned))
                .unwrap_or_default();
            let of_host = hosts.entry(host).or_default();
            if of_host.len() < OF_ONE_HOST {
                of_host.push((ImageId::stored(image_id), source));
            }
        }
        let mut hosts = hosts.into_values();
        let mut asked = JoinSet::new();
        for pictures in hosts.by_ref().take(HOSTS) {
            asked.spawn(fetch_of_host(app.clone(), pictures));
        }
        while let Some(done) = asked.join_next().await {
            done.map_err(JobError::new)??;
            if let Some(pictures) = hosts.next() {
                asked.spawn(fetch_of_host(app.clone(), pictures));
            }
        }
    }
    Ok(())
}

/// Fetches a host's pictures one by one; if it does not answer, the rest is postponed too.
async fn fetch_of_host(app: App, pictures: Vec<(ImageId, String)>) -> Result<(), JobError> {
    let mut pictures = pictures.into_iter();
    while let Some((image_id, source)) = pictures.next() {
        let Some(job) = claim(&app, &image_id).await? else {
            continue;
        };
        let Some(wrong) = fetch_one(&app, &job, &source).await? else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        put_off(&app, &job, &wrong).await?;
        if matches!(wrong, FetchError::Later { of_host: true, .. }) {
            for (image_id, _) in pictures.by_ref() {
                if let Some(job) = claim(&app, &image_id).await? {
                    put_off(&app, &job, &wrong).await?;
                }
            }
        }
    }
    Ok(())
}

/// Claims a picture, unless another worker has it.
async fn claim(app: &App, image_id: &ImageId) -> Result<Option<ImageJob>, JobError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let claimed = store::claim_image(&mut tx, image_id, now, now.plus(LEASE_MS)).await?;
    tx.commit().await?;
    if !claimed {
        return Ok(None);
    }
    Ok(store::image_for_job(&app.db, image_id).await?)
}

/// Fetches and prepares one picture; why not, when it did not come.
async fn fetch_one(app: &App, job: &ImageJob, source: &str) -> Result<Option<FetchError>, JobError> {
    let fetched = match source.strip_prefix(&own_prefix(app)) {
        Some(file) => read_own(app, file)
            .await
            .map_err(|_| FetchError::Refused("There is nothing at the address (404).".to_owned())),
        None => match Url::parse(source) {
            Ok(url) => app.outside.get(&url, MAX_BYTES as usize).await,
            Err(_) => Err(FetchError::Refused("This is not a valid address.".to_owned())),
        },
    };
    match fetched {
        Ok(bytes) => match picture::examine(&bytes) {
            Ok(()) => prepare_one(app, job, bytes).await.map(|()| None),
            Err(wrong) => Ok(Some(FetchError::Refused(wrong.to_string()))),
        },
        Err(wrong) => Ok(Some(wrong)),
    }
}

/// Postpones it with a growing pause, or fails it.
async fn put_off(app: &App, job: &ImageJob, wrong: &FetchError) -> Result<(), JobError> {
    let tried = usize::try_from(job.attempts - 1).unwrap_or_default();
    let (FetchError::Later { said, after_s, .. }, Some(pause_ms)) = (wrong, PAUSES_MS.get(tried)) else {
        return fail(app, job, &wrong.to_string()).await;
    };
    let asked_ms = after_s.map_or(0, |after_s| {
        let after_s = i64::try_from(after_s).unwrap_or(i64::MAX);
        after_s.saturating_mul(SECOND_MS).min(LONGEST_PAUSE_MS)
    });
    let next_at = app.clock.now().plus(asked_ms.max(*pause_ms));
    let mut tx = app.db.begin().await?;
    store::postpone_image(&mut tx, &job.image_id, next_at, said).await?;
    Ok(tx.commit().await?)
}
