//! List fields: a JSON list, or comma-separated text.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// The texts as they came; trimming and checking is the parser's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, utoipa::ToSchema)]
#[schema(value_type = Vec<String>)]
#[serde(transparent)]
#[schema(as = TextList)]
pub struct Listed(pub Vec<String>);

impl Listed {
    /// Splits at commas, ignoring blanks.
    pub fn from_commas(text: &str) -> Self {
        Self(
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }
}

impl Listed {
    /// Splits typed text at commas or line breaks.
    pub fn typed(text: &str) -> Self {
        if !text.contains('\n') {
            return Self::from_commas(text);
        }
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        Self(lines.map(str::to_owned).collect())
    }
}

impl<'de> Deserialize<'de> for Listed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> serde::de::Visitor<'de> for Either {
            type Value = Listed;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list of texts, or one text separated by commas")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Listed, E> {
                Ok(Listed::typed(text))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Listed, A::Error> {
                let mut list = Vec::new();
                while let Some(text) = seq.next_element()? {
                    list.push(text);
                }
                Ok(Listed(list))
            }
        }

        from.deserialize_any(Either)
    }
}
