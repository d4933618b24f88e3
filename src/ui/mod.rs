//! The design system: components that turn owned values into markup. They know no slice, no SQL, no request.
//!
//! How they look is in `style/`, one file per kind of thing; `/ui` in demo mode shows each in every state
//! ([`Gallery`]). Nothing here needs script, and nothing writes a `style` attribute: the content security policy
//! would drop it.

mod button;
mod card;
mod counted;
mod document;
mod empty;
mod field;
mod figure;
mod filter;
mod frame;
mod frame_view;
mod gallery;
mod html;
mod icon;
mod maybe;
mod menu;
mod moment;
mod notice;
mod picture;
mod plain;
mod poll;
mod select;
mod side;
mod spark;
mod statement;
mod status;
mod table;
mod thread;
mod tile;
mod timeline;

#[cfg(test)]
mod tests;

pub use button::{Anchor, Button, LinkButton, PostButton, Variant};
pub use card::{Card, Columns, Copyable, Fact, Facts, Section};
pub use counted::counted;
pub use document::{Document, Theme, ThemeSwitch};
pub use empty::Empty;
pub use field::{ErrorSummary, Field, FileField, SaveBar, TextArea, field_id};
pub use figure::{Figure, LegendEntry, Numbers, Series};
pub use filter::{Applied, Chips, FilterBar, Pager, SearchField, SearchView, Tab, Tabs};
pub use frame::{Frame, framed};
pub use frame_view::{Bell, FrameView, NavItem, Person, ShopEntry};
pub use gallery::Gallery;
pub use html::{Html, Markup, Piece, attribute};
pub use icon::{Glyph, Icon, icon};
pub use maybe::{Maybe, Slot};
pub use menu::{Disclosure, Menu, MenuLink};
pub use moment::{Moment, exact, moment, relative};
pub use notice::{Notice, NoticeBar, Undo};
pub use picture::{Avatar, Photo, Picture, Rating, Thumb, thumb};
pub use plain::Plain;
pub use poll::{Polled, Progress};
pub use select::{Checkbox, Choice, Radio, Select};
pub use spark::Spark;
pub use statement::{Statement, StatementLine};
pub use status::{Count, Status, Tone, status};
pub use table::{ActionBar, Column, Pick, RowLink, Table, pick, row_link, table};
pub use thread::{Message, Thread};
pub use tile::{Change, Direction, Term, Tile};
pub use timeline::{Happening, Timeline};
