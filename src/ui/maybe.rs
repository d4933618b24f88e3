//! Optional props that accept a value or an `Option`.

use leptos::prelude::*;

/// Text that may be missing: takes `"…"`, a `String`, or an `Option` of either.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Maybe(pub Option<String>);

impl Maybe {
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// The text, or an empty one.
    pub fn or_empty(self) -> String {
        self.0.unwrap_or_default()
    }
}

impl From<&str> for Maybe {
    fn from(text: &str) -> Self {
        Self(Some(text.to_owned()))
    }
}

impl From<String> for Maybe {
    fn from(text: String) -> Self {
        Self(Some(text))
    }
}

impl From<Option<&str>> for Maybe {
    fn from(text: Option<&str>) -> Self {
        Self(text.map(str::to_owned))
    }
}

impl From<Option<String>> for Maybe {
    fn from(text: Option<String>) -> Self {
        Self(text)
    }
}

/// A place for markup that may stay empty: takes a view made `into_any()`, or an `Option` of one.
#[derive(Default)]
pub struct Slot(pub Option<AnyView>);

impl From<AnyView> for Slot {
    fn from(view: AnyView) -> Self {
        Self(Some(view))
    }
}

impl From<Option<AnyView>> for Slot {
    fn from(view: Option<AnyView>) -> Self {
        Self(view)
    }
}
