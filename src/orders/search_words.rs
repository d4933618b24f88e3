//! Backfill of search words for older orders.

use super::search::{text_of, words_of};
use super::store;
use crate::problem::Problem;
use crate::state::App;

/// Orders of one transaction, and transactions of one step of the schedule.
const AT_ONCE: i64 = 200;
const STEPS: usize = 20;

/// Adds search words to orders without them, oldest first.
pub async fn give_due(app: &App) -> Result<(), Problem> {
    let now = app.clock.now();
    for _ in 0..STEPS {
        let due = store::without_words(&app.db, AT_ONCE).await?;
        if due.is_empty() {
            break;
        }
        let mut tx = app.db.begin().await?;
        for order in due {
            let words = words_of(&order.reference, &order.buyer_name, &order.buyer_email);
            if store::set_words_given(&mut tx, &order.order_id, &text_of(&words), now).await? {
                store::insert_missing_words(&mut tx, &order.seller_id, order.number, &words).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(())
}
