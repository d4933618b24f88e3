//! Feed: events in commit order, handed to everyone in this process who listens.
//!
//! One reader per process (`events/follow.rs`) reads the table and puts each event into the queues of those whose it is. A queue is
//! short: whoever does not empty it is let go, and has to read again.

use crate::clock::Millis;
use crate::id::{EventId, SellerId, UserId};
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, mpsc};

/// Events that wait for one subscriber before it is let go.
const QUEUE: usize = 64;

crate::row! {
    /// An event and its place in commit order.
    #[derive(Debug, Clone)]
    pub struct Placed {
        pub place: i64,
        pub event_id: EventId,
        pub kind: String,
        pub seller_id: Option<SellerId>,
        /// A JSON object.
        pub content: String,
        pub at: Millis,
    }
}

/// Whether a subscriber wants an event.
pub type Wants = Box<dyn Fn(&Placed) -> bool + Send + Sync>;

/// The listeners of this process. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Feed(Arc<State>);

#[derive(Debug, Default)]
struct State {
    listeners: Mutex<Listeners>,
    /// Something may be there to read.
    placed: Notify,
    /// The reader knows where it is, so that nothing is missed from now on.
    is_ready: AtomicBool,
    is_ended: AtomicBool,
}

#[derive(Debug, Default)]
struct Listeners {
    next_id: u64,
    open: HashMap<u64, Listener>,
    /// Ids by seller; those who listen to no seller in particular stand under none.
    of_seller: HashMap<Option<SellerId>, Vec<u64>>,
    of_person: HashMap<UserId, usize>,
    last: Option<EventId>,
}

struct Listener {
    user_id: UserId,
    seller_id: Option<SellerId>,
    wants: Wants,
    queue: mpsc::Sender<Arc<Placed>>,
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener")
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}

/// Who listens, to what.
pub struct Subscriber {
    pub user_id: UserId,
    /// Whose events are heard; without one those of every seller.
    pub seller_id: Option<SellerId>,
    pub wants: Wants,
}

/// Limits of subscriptions in this process.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    pub in_all: usize,
    pub of_one: usize,
}

/// Why nobody else may listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// This person has as many as one may have.
    Person,
    House,
}

/// A place among the listeners, given up when it is dropped.
#[derive(Debug)]
pub struct Subscription {
    id: u64,
    feed: Feed,
    queue: mpsc::Receiver<Arc<Placed>>,
}

/// Why a subscription gives nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It was not emptied in time.
    Behind,
    /// The process stops.
    Stopped,
}

impl Feed {
    fn listeners(&self) -> MutexGuard<'_, Listeners> {
        self.0.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last event that was handed out. What a page reads after asking for it includes it.
    pub fn last(&self) -> Option<EventId> {
        self.listeners().last.clone()
    }

    /// Adds a listener: every event that is handed out from now on and that it wants is put into its queue.
    pub fn subscribe(&self, subscriber: Subscriber, most: Most) -> Result<Subscription, Full> {
        let (sender, queue) = mpsc::channel(QUEUE);
        let mut listeners = self.listeners();
        if !self.0.is_ready.load(Ordering::SeqCst) || listeners.open.len() >= most.in_all {
            return Err(Full::House);
        }
        let of_person = listeners
            .of_person
            .get(&subscriber.user_id)
            .copied()
            .unwrap_or_default();
        if of_person >= most.of_one {
            return Err(Full::Person);
        }
        let id = listeners.add(subscriber, sender);
        let feed = self.clone();
        Ok(Subscription { id, feed, queue })
    }

    /// Notified when there may be something to read.
    pub fn placed(&self) -> &Notify {
        &self.0.placed
    }

    /// The reader knows where it is: whoever listens from now on misses nothing. `last` was handed out before.
    pub fn begin(&self, last: Option<EventId>) {
        self.listeners().last = last;
        self.0.is_ready.store(true, Ordering::SeqCst);
    }

    /// Puts an event into the queues of those whose it is.
    pub fn hand_out(&self, placed: Placed) {
        self.listeners().hand_out(Arc::new(placed));
    }

    /// Ends every subscription; nobody may listen any more.
    pub fn end(&self) {
        self.0.is_ended.store(true, Ordering::SeqCst);
        self.0.is_ready.store(false, Ordering::SeqCst);
        *self.listeners() = Listeners::default();
    }
}

impl Listeners {
    fn add(&mut self, subscriber: Subscriber, queue: mpsc::Sender<Arc<Placed>>) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        let Subscriber {
            user_id,
            seller_id,
            wants,
        } = subscriber;
        self.of_seller.entry(seller_id.clone()).or_default().push(id);
        *self.of_person.entry(user_id.clone()).or_default() += 1;
        let listener = Listener {
            user_id,
            seller_id,
            wants,
            queue,
        };
        self.open.insert(id, listener);
        id
    }

    fn remove(&mut self, id: u64) {
        let Some(listener) = self.open.remove(&id) else {
            return;
        };
        if let Some(ids) = self.of_seller.get_mut(&listener.seller_id) {
            ids.retain(|one| *one != id);
            if ids.is_empty() {
                self.of_seller.remove(&listener.seller_id);
            }
        }
        if let Some(count) = self.of_person.get_mut(&listener.user_id) {
            *count -= 1;
            if *count == 0 {
                self.of_person.remove(&listener.user_id);
            }
        }
    }

    /// Puts an event into the queues of those whose it is: its seller's listeners and those of all; an event of no
    /// seller is offered to everyone. A queue that is full is closed.
    fn hand_out(&mut self, placed: Arc<Placed>) {
        self.last = Some(placed.event_id.clone());
        let ids: Vec<u64> = match &placed.seller_id {
            Some(seller_id) => [Some(seller_id.clone()), None]
                .iter()
                .filter_map(|whose| self.of_seller.get(whose))
                .flatten()
                .copied()
                .collect(),
            None => self.open.keys().copied().collect(),
        };
        for id in ids {
            let Some(listener) = self.open.get(&id) else {
                continue;
            };
            if (listener.wants)(&placed) && listener.queue.try_send(placed.clone()).is_err() {
                self.remove(id);
            }
        }
    }
}

impl Subscription {
    /// The next event.
    pub async fn next(&mut self) -> Result<Arc<Placed>, End> {
        match self.queue.recv().await {
            Some(placed) => Ok(placed),
            None if self.feed.0.is_ended.load(Ordering::SeqCst) => Err(End::Stopped),
            None => Err(End::Behind),
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.feed.listeners().remove(self.id);
    }
}
