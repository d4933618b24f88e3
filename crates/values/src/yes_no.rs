//! Yes or no, as given by JSON or a form.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// A JSON boolean, or a word such as `true`, `yes`, `on`, `1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
#[schema(value_type = bool)]
#[serde(transparent)]
#[schema(as = Flag)]
pub struct YesNo(pub bool);

impl YesNo {
    /// The word used in forms.
    pub fn word(self) -> &'static str {
        if self.0 { "yes" } else { "no" }
    }

    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" | "y" => Some(Self(true)),
            "false" | "no" | "off" | "0" | "n" | "" => Some(Self(false)),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for YesNo {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Word;

        impl serde::de::Visitor<'_> for Word {
            type Value = YesNo;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("true or false")
            }

            fn visit_bool<E: serde::de::Error>(self, yes: bool) -> Result<YesNo, E> {
                Ok(YesNo(yes))
            }

            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<YesNo, E> {
                YesNo::parse(word).ok_or_else(|| E::custom("expected true or false"))
            }
        }

        from.deserialize_any(Word)
    }
}
