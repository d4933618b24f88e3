//! A page: what it shows, and the handler that makes it, an `async fn` whose arguments say what it reads of the
//! request.

use crate::problem::Problem;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use leptos::prelude::*;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

/// Content of a page within the frame.
pub struct Page {
    pub title: String,
    /// Status beside the title.
    pub state: Option<AnyView>,
    /// The page's one primary action, for the top bar.
    pub action: Option<AnyView>,
    /// The list that a detail page belongs to: its name and path.
    pub back: Option<(String, String)>,
    /// Beginnings of the kinds of events after which the open page reads itself again: `order. refund.`.
    pub hears: Option<&'static str>,
    pub body: AnyView,
}

impl Page {
    pub fn new(title: impl Into<String>, body: impl IntoView + 'static) -> Self {
        Self {
            title: title.into(),
            state: None,
            action: None,
            back: None,
            hears: None,
            body: body.into_any(),
        }
    }

    pub fn with_state(mut self, state: impl IntoView + 'static) -> Self {
        self.state = Some(state.into_any());
        self
    }

    pub fn with_back(mut self, name: impl Into<String>, path: impl Into<String>) -> Self {
        self.back = Some((name.into(), path.into()));
        self
    }

    /// Changes in place, while it is open, after events whose kinds begin with these words.
    pub fn hearing(mut self, kinds: &'static str) -> Self {
        self.hears = Some(kinds);
        self
    }

    pub fn with_action(mut self, action: impl IntoView + 'static) -> Self {
        self.action = Some(action.into_any());
        self
    }
}

/// Answer of a page handler.
pub type PageResult = Result<Page, Problem>;

/// Future of a page.
pub type Loading = Pin<Box<dyn Future<Output = PageResult> + Send>>;

/// An `async fn` of up to six extractors that makes a page. `T` is the tuple of the extractors.
pub trait PageHandler<T>: Clone + Send + Sync + 'static {
    /// Reads the arguments from the request, one after the other, and calls the page with them.
    fn load(self, parts: Parts, app: App) -> Loading;
}

macro_rules! page_handler {
    ($($part:ident),*) => {
        impl<F, L, $($part),*> PageHandler<($($part,)*)> for F
        where
            F: Fn($($part),*) -> L + Clone + Send + Sync + 'static,
            L: Future<Output = PageResult> + Send + 'static,
            $($part: FromRequestParts<App, Rejection: Into<Problem>> + Send + 'static,)*
        {
            #[allow(non_snake_case, unused_mut, unused_variables)]
            fn load(self, mut parts: Parts, app: App) -> Loading {
                Box::pin(async move {
                    $(let $part = $part::from_request_parts(&mut parts, &app).await.map_err(Into::into)?;)*
                    self($($part),*).await
                })
            }
        }
    };
}

page_handler!();
page_handler!(A);
page_handler!(A, B);
page_handler!(A, B, C);
page_handler!(A, B, C, D);
page_handler!(A, B, C, D, E);
page_handler!(A, B, C, D, E, G);

impl From<Infallible> for Problem {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// A page with what stands around it.
#[derive(Clone)]
pub struct PageRoute {
    load: Arc<dyn Fn(Parts, App) -> Loading + Send + Sync>,
    is_framed: bool,
}

impl PageRoute {
    fn new<T>(page: impl PageHandler<T>, is_framed: bool) -> Self {
        Self {
            load: Arc::new(move |parts, app| page.clone().load(parts, app)),
            is_framed,
        }
    }

    /// Whether it is for signed-in people, in their frame.
    pub fn is_framed(&self) -> bool {
        self.is_framed
    }

    /// Begins to make the page for a request.
    pub fn load(&self, parts: Parts, app: App) -> Loading {
        (self.load)(parts, app)
    }
}

/// A page for signed-in people, in their frame.
pub fn framed<T>(page: impl PageHandler<T>) -> PageRoute {
    PageRoute::new(page, true)
}

/// A page for anyone, as it is.
pub fn plain<T>(page: impl PageHandler<T>) -> PageRoute {
    PageRoute::new(page, false)
}
