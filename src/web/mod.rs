//! HTTP without business: the edge's layers, limits, sessions, extractors, failed forms, pages, assets.

pub mod admin_addresses;
pub mod again;
pub mod assets;
pub mod context;
pub mod download;
pub mod edge;
pub mod extract;
pub mod form_reply;
pub mod idempotency;
pub mod keyset;
pub mod limits;
pub mod list;
pub mod media;
pub mod nul;
pub mod openapi;
pub mod pages;
pub mod render;
pub mod session;
pub mod source;
pub mod streamed;
pub mod undo;
pub mod upload;
