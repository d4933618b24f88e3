//! Enums that a column keeps as a word.

/// Declares an enum whose values are stored, sent and read as words: `ALL`, `as_str`, `parse`, and how a column is read
/// into it. A stored word that is none of them is an error, never a default.
#[macro_export]
macro_rules! stored_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$of_variant:meta])* $variant:ident = $word:literal),+ $(,)?
    }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
        #[schema(rename_all = "snake_case")]
        $(#[$meta])*
        $vis enum $name {
            $($(#[$of_variant])* $variant),+
        }

        impl $name {
            /// Every value, in the order of their declaration.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// The word in the database and the API.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// Reads the word as it is stored.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.as_str() == word)
            }
        }

        impl $crate::db::Column for $name {
            fn read(row: &sqlx::any::AnyRow, name: &str) -> sqlx::Result<Self> {
                let word = <String as $crate::db::Column>::read(row, name)?;
                Self::parse(&word).ok_or_else(|| $crate::db::unreadable(name, &word))
            }
        }

        impl $crate::db::Column for Option<$name> {
            fn read(row: &sqlx::any::AnyRow, name: &str) -> sqlx::Result<Self> {
                let word = <Option<String> as $crate::db::Column>::read(row, name)?;
                let read = |word: String| $name::parse(&word).ok_or_else(|| $crate::db::unreadable(name, &word));
                word.map(read).transpose()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

#[cfg(test)]
mod tests {
    crate::stored_enum! {
        /// A colour.
        enum Colour {
            Red = "red",
            DarkBlue = "dark_blue",
        }
    }

    #[test]
    fn a_value_is_read_from_its_own_word_only_and_sent_as_it() {
        for colour in Colour::ALL {
            assert_eq!(Colour::parse(colour.as_str()), Some(colour));
            assert_eq!(serde_json::to_string(&colour).unwrap(), format!("\"{colour}\""));
        }
        for other in ["", "Red", " red", "darkblue"] {
            assert_eq!(Colour::parse(other), None, "{other:?}");
        }
    }
}
