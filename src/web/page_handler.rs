//! Pages as handlers: an `async fn` whose arguments say what it reads of the request, and whose result is a page.

use crate::problem::Problem;
use crate::state::App;
use crate::web::pages::Page;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

/// What a page answers.
pub type PageResult = Result<Page, Problem>;

/// A page that is being made.
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
