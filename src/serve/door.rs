//! Connection limits: in total and per address. A full house closes the connection on which nothing has moved
//! for the longest time, so that whoever only holds one open keeps nobody out.

use crate::config::Bounds;
use crate::web::connection::Connection;
use crate::web::limits::Caller;
use ipnet::IpNet;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// File descriptors reserved for database and disk.
const OTHER_FILES: u64 = 256;

/// The connections that are open.
#[derive(Debug)]
pub struct Door {
    most: usize,
    most_of_one: usize,
    /// Shared addresses, which are not counted individually.
    shared: Vec<IpNet>,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    next_id: u64,
    connections: HashMap<u64, (Caller, Arc<Connection>)>,
    by_caller: HashMap<Caller, usize>,
}

/// A connection that was let in, until it is dropped.
#[derive(Debug)]
pub struct Entry {
    id: u64,
    door: Arc<Door>,
    pub connection: Arc<Connection>,
}

impl Door {
    /// Limits from the process's file limit; `trusted` proxies and this machine count as shared.
    pub fn new(bounds: &Bounds, trusted: &[IpNet]) -> Arc<Self> {
        let loopback = ["127.0.0.0/8", "::1/128"]
            .into_iter()
            .filter_map(|net| net.parse().ok());
        let shared = trusted.iter().copied().chain(loopback).collect();
        let files = raise_file_limit().saturating_sub(OTHER_FILES).max(16);
        let most = bounds
            .max_connections
            .min(usize::try_from(files).unwrap_or(usize::MAX));
        if most < bounds.max_connections {
            tracing::warn!("at most {most} connections are accepted: the limit of open files allows no more");
        }
        Self::of(most, bounds.max_connections_per_address, shared)
    }

    pub(super) fn of(most: usize, most_of_one: usize, shared: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self {
            most,
            most_of_one,
            shared,
            open: Mutex::default(),
        })
    }

    /// Admits a connection; none if all others are busy.
    pub fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Entry> {
        let address = address.to_canonical();
        let caller = Caller::at(Some(address));
        let is_shared = self.shared.iter().any(|net| net.contains(&address));
        let mut open = self.open();
        let of_one = open.by_caller.get(&caller).copied().unwrap_or_default();
        if !is_shared && of_one >= self.most_of_one && !open.close_idlest(Some(&caller)) {
            return None;
        }
        if open.connections.len() >= self.most && !open.close_idlest(None) {
            return None;
        }
        let connection = Arc::new(Connection::default());
        let id = open.next_id;
        open.next_id += 1;
        open.connections.insert(id, (caller.clone(), connection.clone()));
        *open.by_caller.entry(caller).or_default() += 1;
        Some(Entry {
            id,
            door: self.clone(),
            connection,
        })
    }

    /// Closes an idle connection, because the process is out of descriptors.
    pub fn make_room(&self) {
        self.open().close_idlest(None);
    }

    /// Connections that are open.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.open().connections.len()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Closes the longest idle connection; returns whether there was one.
    fn close_idlest(&mut self, of: Option<&Caller>) -> bool {
        let idlest = self
            .connections
            .iter()
            .filter(|(_, (caller, _))| of.is_none_or(|of| of == caller))
            .filter_map(|(id, (_, connection))| Some((connection.idle_for()?, *id)))
            .max();
        let Some((_, id)) = idlest else { return false };
        if let Some(connection) = self.remove(id) {
            connection.close();
        }
        true
    }

    fn remove(&mut self, id: u64) -> Option<Arc<Connection>> {
        let (caller, connection) = self.connections.remove(&id)?;
        if let Some(count) = self.by_caller.get_mut(&caller) {
            *count -= 1;
            if *count == 0 {
                self.by_caller.remove(&caller);
            }
        }
        Some(connection)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.door.open().remove(self.id);
    }
}

/// Raises the limit of open files to the system's maximum and returns it.
fn raise_file_limit() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum.unwrap_or(u64::MAX),
        Err(error) => {
            tracing::warn!("the limit of open files could not be raised: {error}");
            limit.current.unwrap_or(u64::MAX)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[tokio::test]
    async fn an_address_that_has_enough_loses_its_own_idlest_connection() {
        let door = Door::of(10, 2, Vec::new());
        let other = door.enter(address(1)).unwrap();
        let first = door.enter(address(2)).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5));
        let second = door.enter(address(2)).unwrap();
        other.connection.moved();
        let third = door.enter(address(2)).unwrap();
        first.connection.closing().await;
        assert_eq!(door.count(), 3);
        let (_a, _b) = (second.connection.work(), third.connection.work());
        assert!(door.enter(address(2)).is_none());
        assert!(door.enter(address(3)).is_some());
    }

    #[tokio::test]
    async fn a_full_house_closes_the_idlest_and_refuses_only_when_all_are_at_work() {
        let door = Door::of(2, 2, Vec::new());
        let (one, two) = (door.enter(address(1)).unwrap(), door.enter(address(2)).unwrap());
        let _work = one.connection.work();
        let three = door.enter(address(3)).unwrap();
        two.connection.closing().await;
        let work = three.connection.work();
        assert!(door.enter(address(4)).is_none());
        drop(work);
        assert!(door.enter(address(4)).is_some());
        drop(two);
        assert_eq!(door.count(), 1);
    }

    #[tokio::test]
    async fn a_shared_address_is_not_counted() {
        let door = Door::of(10, 1, vec!["192.0.2.0/24".parse().unwrap()]);
        let held: Vec<Entry> = (0..5).filter_map(|_| door.enter(address(1))).collect();
        assert_eq!((held.len(), door.count()), (5, 5));
    }
}
