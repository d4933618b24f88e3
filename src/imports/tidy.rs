//! Clean-up of old imports: files, staged rows, and previous product states.

use super::file;
use super::run::call_next;
use crate::clock::{DAY_MS, Millis};
use crate::events::{JobError, emit};
use crate::imports::store;
use crate::shop_storage::{self, Kind};
use crate::state::App;
use serde_json::json;
use std::time::{Duration, SystemTime};

/// Time a file, its failed rows and undo are kept.
pub const KEPT_MS: i64 = 30 * DAY_MS;
/// Time a file waits at the mapping step.
const WAITS_MS: i64 = 7 * DAY_MS;
/// Time without progress after which an import counts as abandoned.
const GIVEN_UP_MS: i64 = DAY_MS;
/// The age at which a file without an import is removed.
const ORPHANED: Duration = Duration::from_secs(24 * 3600);
/// Imports in one round.
const CHUNK: i64 = 100;

/// One round of clean-up; the rest is left for the next.
pub async fn tidy(app: App) -> Result<(), JobError> {
    let now = app.clock.now();
    end_given_up(&app, now).await?;
    let waited = Millis(now.0 - WAITS_MS);
    for import in store::imports_never_begun(&app.db, waited, CHUNK).await? {
        let mut tx = app.db.begin().await?;
        store::import_file_removed(&mut tx, &import.file_path).await?;
        // Somebody may have begun it in the meantime: then nothing of it goes.
        if !store::delete_import(&mut tx, &import.import_id).await? {
            continue;
        }
        tx.commit().await?;
        file::remove(&app, &import.file_path).await;
    }
    let old = Millis(now.0 - KEPT_MS);
    for import in store::imports_to_tidy(&app.db, old, CHUNK).await? {
        // Another import may have been begun from the same file later.
        let is_needed = store::is_file_needed(&app.db, &import.file_path, old).await?;
        if !is_needed {
            file::remove(&app, &import.file_path).await;
        }
        let mut tx = app.db.begin().await?;
        if !is_needed {
            store::import_file_removed(&mut tx, &import.file_path).await?;
        }
        store::tidy_import(&mut tx, &import.import_id, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Removes files that no import reads, a day after they came: those of a process that was killed before it wrote the
/// import's row.
async fn remove_orphans(app: &App, now: SystemTime) -> Result<(), JobError> {
    for file_path in app.files.older_than(file::FOLDER, now - ORPHANED).await? {
        if !store::is_file_needed(&app.db, &file_path, Millis(0)).await? {
            file::remove(app, &file_path).await;
        }
    }
    Ok(())
}

/// Ends imports whose job has been tried in vain for a day, so that the seller's next one begins.
async fn end_given_up(app: &App, now: Millis) -> Result<(), JobError> {
    let since = Millis(now.0 - GIVEN_UP_MS);
    for import in store::imports_given_up(&app.db, since, CHUNK).await? {
        let why = "Something went wrong on our side several times. Products imported until then were kept.";
        let mut tx = app.db.begin().await?;
        store::fail_import(&mut tx, &import.import_id, why, now).await?;
        let content = json!({ "import_id": import.import_id });
        emit(&mut tx, now, "import.failed", Some(&import.seller_id), &content).await?;
        call_next(&mut tx, &import, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Finds out how large files are whose import does not say, corrects the shops' counts, and removes files that belong to
/// no import.
pub async fn recount(app: App) -> Result<(), JobError> {
    remove_orphans(&app, SystemTime::now()).await?;
    loop {
        let unmeasured = store::unmeasured_imports(&app.db, CHUNK).await?;
        if unmeasured.is_empty() {
            break;
        }
        for (import_id, file_path) in unmeasured {
            let bytes = file::size(&app, &file_path).await?;
            let mut tx = app.db.begin().await?;
            store::measure_import(&mut tx, &import_id, &file_path, bytes).await?;
            tx.commit().await?;
        }
    }
    Ok(shop_storage::recount(&app.db, Kind::ImportFiles, store::SUM_OF_IMPORT_FILES).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn a_file_without_an_import_goes_after_a_day_and_one_that_is_read_stays() {
        let app = TestApp::new().await;
        let ann = app.seller("ann").await;
        let file = "handle,title,sku,price,on_hand\nmug,Mug,MUG,10,5\n";
        let sent = ann.upload("/seller/products/imports", ("a.csv", file.as_bytes()), &[]);
        sent.await.is(202);
        let folder = app.files().join(file::FOLDER);
        std::fs::write(folder.join("imp_lost.csv"), "x").unwrap();
        let count = || std::fs::read_dir(&folder).unwrap().count();
        remove_orphans(&app, SystemTime::now()).await.unwrap();
        assert_eq!(count(), 2);
        remove_orphans(&app, SystemTime::now() + 2 * ORPHANED)
            .await
            .unwrap();
        assert_eq!(count(), 1);
        assert!(!folder.join("imp_lost.csv").exists());
    }
}
