//! Markup as text, for parts repeated many times or on every page.
//!
//! A view of Leptos is a tree of small boxes before it is text: a table row of twenty elements takes a hundred
//! allocations. [`html!`](crate::html) writes the same row at once. Whatever is put between the literals is escaped,
//! unless it is [`Html`] itself; and only a literal, or a view, becomes `Html`.

use leptos::IntoView;
use leptos::tachys::html::InertElement;
use leptos::tachys::view::IntoRender;
use std::borrow::Cow;
use std::fmt::{self, Display, Formatter, Write};

/// Finished markup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

/// Markup from a literal, and values for its `{}`: `html!(r#"<b class="{}">{}</b>"#, class, name)`. A value stands in
/// a text or in a double-quoted attribute, nowhere else. (Through `concat!`, a literal cannot name a variable, which
/// would pass unescaped.)
#[macro_export]
macro_rules! html {
    ($text:literal $(, $value:expr)* $(,)?) => {
        $crate::ui::Html::of(format_args!(concat!($text) $(, $crate::ui::Piece(&$value))*))
    };
}

impl Html {
    /// Constructor used by [`html!`](crate::html): the values in `text` are [`Piece`]s.
    #[doc(hidden)]
    pub fn of(text: fmt::Arguments<'_>) -> Self {
        let mut markup = String::new();
        // Writing into memory cannot fail.
        let _ = markup.write_fmt(text);
        Self(markup)
    }

    /// Literal markup from the source.
    pub fn literal(markup: &'static str) -> Self {
        Self(markup.to_owned())
    }

    /// Markup that we drew, such as a graph.
    pub fn drawn(markup: String) -> Self {
        Self(markup)
    }

    /// Markup of a rendered view.
    pub fn of_view(view: impl IntoView) -> Self {
        Self(view.to_html())
    }

    /// The markup as a view.
    pub fn into_view(self) -> InertElement {
        InertElement::new(self.0)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IntoRender for Html {
    type Output = InertElement;

    fn into_render(self) -> InertElement {
        self.into_view()
    }
}

impl<T: Markup> FromIterator<T> for Html {
    fn from_iter<I: IntoIterator<Item = T>>(pieces: I) -> Self {
        let mut markup = String::new();
        for piece in pieces {
            let _ = write!(markup, "{}", Piece(&piece));
        }
        Self(markup)
    }
}

/// ` name="value"`, or nothing.
pub fn attribute(name: &'static str, value: Option<impl Markup>) -> Html {
    value.map_or_else(Html::default, |value| html!(r#" {}="{}""#, name, value))
}

/// A value that can be put into markup.
pub trait Markup {
    fn write(&self, to: &mut Formatter<'_>) -> fmt::Result;
}

/// A value on its way into [`html!`](crate::html).
#[doc(hidden)]
pub struct Piece<'a, T: Markup + ?Sized>(pub &'a T);

impl<T: Markup + ?Sized> Display for Piece<'_, T> {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        self.0.write(to)
    }
}

impl Markup for Html {
    fn write(&self, to: &mut Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

impl Markup for str {
    fn write(&self, to: &mut Formatter<'_>) -> fmt::Result {
        let mut from = 0;
        for (at, byte) in self.bytes().enumerate() {
            let escaped = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => continue,
            };
            to.write_str(&self[from..at])?;
            to.write_str(escaped)?;
            from = at + 1;
        }
        to.write_str(&self[from..])
    }
}

impl Markup for String {
    fn write(&self, to: &mut Formatter<'_>) -> fmt::Result {
        self.as_str().write(to)
    }
}

impl Markup for Cow<'_, str> {
    fn write(&self, to: &mut Formatter<'_>) -> fmt::Result {
        self.as_ref().write(to)
    }
}

impl<T: Markup + ?Sized> Markup for &T {
    fn write(&self, to: &mut Formatter<'_>) -> fmt::Result {
        (**self).write(to)
    }
}

impl<T: Markup> Markup for Option<T> {
    fn write(&self, to: &mut Formatter<'_>) -> fmt::Result {
        self.as_ref().map_or(Ok(()), |value| value.write(to))
    }
}

macro_rules! numbers {
    ($($type:ty),+) => {$(
        impl Markup for $type {
            fn write(&self, to: &mut Formatter<'_>) -> fmt::Result {
                self.fmt(to)
            }
        }
    )+};
}

numbers!(i64, u32, usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        let name = r#""><script>alert('x')</script>&amp;"#;
        let row = html!(r#"<a title="{}">{}</a>"#, name, name);
        let safe = "&quot;&gt;&lt;script&gt;alert('x')&lt;/script&gt;&amp;amp;";
        assert_eq!(row.as_str(), format!(r#"<a title="{safe}">{safe}</a>"#));
    }

    #[test]
    fn markup_within_markup_is_written_once() {
        let inner = html!("<b>{}</b>", "a < b");
        assert_eq!(
            html!("<p>{}{}</p>", inner, 3_i64).as_str(),
            "<p><b>a &lt; b</b>3</p>"
        );
        let all: Html = ["<", ">"].iter().map(|text| html!("<i>{}</i>", text)).collect();
        assert_eq!(all.as_str(), "<i>&lt;</i><i>&gt;</i>");
    }

    #[test]
    fn an_attribute_without_value_is_left_out() {
        assert_eq!(
            attribute("href", Some("/a?b=1&c")).as_str(),
            r#" href="/a?b=1&amp;c""#
        );
        assert_eq!(attribute("href", None::<&str>).as_str(), "");
    }
}
