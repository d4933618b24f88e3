//! Test responses, read whole, with checks that print what came instead.

use axum::http::{HeaderMap, StatusCode};
use scraper::{Html, Selector};
use serde_json::Value;

/// An answer. Its checks return it, so that they can be chained.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Method and path, for what a failed check says.
    pub asked: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Fails unless the status is this one.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert!(
            self.status.as_u16() == status,
            "{} answered {} instead of {status}:\n{}",
            self.asked,
            self.status,
            self.start()
        );
        self
    }

    /// Fails unless it is a problem with this status and code, such as `409` and `"conflict"`.
    #[track_caller]
    pub fn is_problem(self, status: u16, code: &str) -> Self {
        let answer = self.is(status);
        assert_eq!(answer.code(), code, "{}:\n{}", answer.asked, answer.start());
        answer
    }

    /// Fails unless the text contains `part`.
    #[track_caller]
    pub fn has(self, part: &str) -> Self {
        assert!(
            self.text().contains(part),
            "{} answered {} without {part:?}:\n{}",
            self.asked,
            self.status,
            self.text()
        );
        self
    }

    /// Fails when the text contains `part`.
    #[track_caller]
    pub fn lacks(self, part: &str) -> Self {
        assert!(
            !self.text().contains(part),
            "{} answered with {part:?}",
            self.asked
        );
        self
    }

    /// Fails unless it leads to this path.
    #[track_caller]
    pub fn leads_to(self, path: &str) -> Self {
        assert!(
            self.status.is_redirection() && self.location() == path,
            "{} answered {} and leads to {:?} instead of {path}:\n{}",
            self.asked,
            self.status,
            self.location(),
            self.start()
        );
        self
    }

    /// The body as text; bytes that are not UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| {
            panic!(
                "{} answered {} without JSON ({error}):\n{}",
                self.asked,
                self.status,
                self.start()
            )
        })
    }

    /// A field of the JSON body as text: `answer.id("product_id")`.
    #[track_caller]
    pub fn id(&self, field: &str) -> String {
        match &self.json()[field] {
            Value::String(text) => text.clone(),
            other => panic!(
                "{} answered with {field} = {other}:\n{}",
                self.asked,
                self.start()
            ),
        }
    }

    /// The end of a problem's `type`.
    #[track_caller]
    pub fn code(&self) -> String {
        let problem = self.json();
        let kind = problem["type"].as_str().unwrap_or_default();
        kind.rsplit(['/', '#', ':']).next().unwrap_or_default().to_owned()
    }

    /// The first message beside a field of a refused form or call.
    #[track_caller]
    pub fn error(&self, field: &str) -> String {
        self.json()["errors"][field][0]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Where it leads; empty when it does not.
    pub fn location(&self) -> String {
        self.header("location").to_owned()
    }

    /// The texts of all elements that a CSS selector finds, each with its spaces collapsed.
    #[track_caller]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let wanted = Selector::parse(selector).expect("a CSS selector");
        Html::parse_document(&self.text())
            .select(&wanted)
            .map(|found| {
                let text: String = found.text().collect();
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    /// An attribute of the first element that a CSS selector finds.
    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let wanted = Selector::parse(selector).expect("a CSS selector");
        let page = Html::parse_document(&self.text());
        page.select(&wanted).next()?.value().attr(name).map(str::to_owned)
    }

    /// Value of a form field: an input's value, a textarea's text, a select's chosen option.
    #[track_caller]
    pub fn field(&self, name: &str) -> String {
        let value = |selector: String| self.attribute(&selector, "value");
        value(format!("input[name=\"{name}\"]"))
            .or_else(|| value(format!("select[name=\"{name}\"] option[selected]")))
            .or_else(|| {
                self.texts(&format!("textarea[name=\"{name}\"]"))
                    .into_iter()
                    .next()
            })
            .unwrap_or_default()
    }

    /// Fields a browser would send for the form of a CSS selector.
    #[track_caller]
    pub fn sends(&self, form: &str) -> Vec<(String, String)> {
        let page = Html::parse_document(&self.text());
        let wanted = Selector::parse(form).expect("a CSS selector");
        let form = page.select(&wanted).next().expect("the form");
        let fields = Selector::parse("input, textarea, select").expect("a CSS selector");
        let chosen = Selector::parse("option[selected]").expect("a CSS selector");
        let mut sent = Vec::new();
        for field in form.select(&fields) {
            let kind = field.value().attr("type").unwrap_or_default();
            let unchecked = matches!(kind, "checkbox" | "radio") && field.value().attr("checked").is_none();
            let Some(name) = field.value().attr("name").filter(|_| !unchecked) else {
                continue;
            };
            let value = match field.value().name() {
                "textarea" => field
                    .text()
                    .collect::<String>()
                    .trim_start_matches('\n')
                    .to_owned(),
                "select" => field
                    .select(&chosen)
                    .next()
                    .and_then(|option| option.value().attr("value"))
                    .unwrap_or_default()
                    .to_owned(),
                _ => field.value().attr("value").unwrap_or_default().to_owned(),
            };
            sent.push((name.to_owned(), value));
        }
        sent
    }

    /// The beginning of the body, for what a failed check says.
    fn start(&self) -> String {
        self.text().chars().take(1500).collect()
    }
}
