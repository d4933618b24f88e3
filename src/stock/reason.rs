//! Reasons of stock changes.

/// Reasons a person can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A count.
    Counted,
    Received,
    Damaged,
    Lost,
    Returned,
    Correction,
}

impl Reason {
    pub const ALL: [Self; 6] = [
        Self::Counted,
        Self::Received,
        Self::Damaged,
        Self::Lost,
        Self::Returned,
        Self::Correction,
    ];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Received => "received",
            Self::Damaged => "damaged",
            Self::Lost => "lost",
            Self::Returned => "returned",
            Self::Correction => "correction",
        }
    }

    /// The given reason, or `otherwise`.
    pub fn parse(word: Option<&str>, otherwise: Self) -> Result<Self, String> {
        let word = word.map(str::trim).unwrap_or_default();
        if word.is_empty() {
            return Ok(otherwise);
        }
        let known = Self::ALL
            .into_iter()
            .find(|reason| reason.as_str().eq_ignore_ascii_case(word));
        known.ok_or_else(|| {
            let words = Self::ALL.map(Self::as_str).join(", ");
            format!("The reason must be one of {words}.")
        })
    }
}

/// A stored reason as a person reads it.
pub fn in_words(reason: &str) -> &str {
    match reason {
        "counted" | "inventory" => "Counted",
        "received" => "Received",
        "damaged" => "Damaged",
        "lost" => "Lost",
        "returned" => "Returned",
        "correction" => "Correction",
        "transfer" => "Moved",
        "shipped" => "Shipped",
        "import" => "Import",
        "import_undone" => "Import undone",
        "created" => "Initial stock",
        "edited" => "Edited",
        "bulk_edit" => "Bulk edit",
        "bulk_edit_undone" => "Bulk edit undone",
        other => other,
    }
}
