//! Live: events told to open pages and programs over a WebSocket, in commit order, each to those who may see it.
//!
//! [`crate::feed::Feed`] hands out what is committed; here stands who hears which kind, and the socket itself. Nothing
//! is fed without end: whoever falls behind, or asks for what is too long ago, is told to read again (`resync`).

pub mod api;
pub mod jobs;
mod kinds;
mod listener;
mod socket;
mod store;
mod ticket;
