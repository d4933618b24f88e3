//! Downloads: a page's list as a file. `?format=csv` or `?format=pdf` on the address of a page that is
//! registered in `app.rs` answers the file instead of the page, for the seller the person acts for, or for
//! admins.

use crate::form::FieldErrors;
use crate::problem::{Code, Problem};
use crate::state::App;
use crate::viewer::{Admin, Member, Right, Task, Viewer};
use crate::web::form_reply::{encode, see_other};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use std::pin::Pin;
use std::sync::Arc;

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Pdf,
}

impl Format {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "csv" => Some(Self::Csv),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }
}

/// A download request.
#[derive(Debug, Clone)]
pub struct DownloadRequest {
    pub format: Format,
    query: String,
}

impl DownloadRequest {
    /// The address's parameters, the same that the page itself reads.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_urlencoded::from_str(&self.query).map_err(|_| {
            FieldErrors::of(FieldErrors::FORM, "The address's parameters cannot be read.").into()
        })
    }

    /// A kind of file that this page does not offer.
    pub fn not_offered(&self) -> Problem {
        FieldErrors::of("format", "This list is available in another format only.").into()
    }
}

type DownloadFuture = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// A page that can be had as a file.
#[derive(Clone)]
pub struct Download {
    path: &'static str,
    give: Arc<dyn Fn(App, Viewer, DownloadRequest) -> DownloadFuture + Send + Sync>,
}

impl Download {
    /// Download of a page at `path`, for members with the right `R`.
    pub fn new<R: Right, F>(
        path: &'static str,
        give: impl Fn(App, Member<R>, DownloadRequest) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Response, Problem>> + Send + 'static,
    {
        let give = move |app, viewer: Viewer, asked| -> DownloadFuture {
            match viewer.member::<R>() {
                Ok(member) => Box::pin(give(app, member, asked)),
                Err(problem) => Box::pin(std::future::ready(Err(problem))),
            }
        };
        Self {
            path,
            give: Arc::new(give),
        }
    }

    /// Download of an admin page, for roles with the duty `T`.
    pub fn for_admins<T: Task, F>(
        path: &'static str,
        give: impl Fn(App, Admin<T>, DownloadRequest) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Response, Problem>> + Send + 'static,
    {
        let give = move |app, viewer: Viewer, asked| -> DownloadFuture {
            match viewer.admin::<T>() {
                Ok(admin) => Box::pin(give(app, admin, asked)),
                Err(problem) => Box::pin(std::future::ready(Err(problem))),
            }
        };
        Self {
            path,
            give: Arc::new(give),
        }
    }
}

/// File response saved under `name`.
pub fn attachment(name: &str, content_type: &'static str, body: impl Into<Body>) -> Response {
    let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name: String = name.chars().map(|c| if kept(c) { c } else { '-' }).collect();
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_DISPOSITION, disposition.as_str()),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, body.into()).into_response()
}

/// Layer that answers download requests; others continue to the pages.
pub async fn layer(
    State((app, downloads)): State<(App, Arc<[Download]>)>,
    request: Request,
    next: Next,
) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let query = request.uri().query().unwrap_or_default();
    let download = downloads
        .iter()
        .find(|download| download.path == request.uri().path());
    let format = url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, value)| key == "format" && !value.is_empty())
        .map(|(_, value)| value.into_owned());
    let (Some(download), Some(format), true) = (download, format, is_read) else {
        return next.run(request).await;
    };
    let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
    match viewer.user() {
        Ok(_) => {}
        Err(problem) if problem.code == Code::Unauthorized => {
            let here = format!("{}?{query}", request.uri().path());
            return see_other(&format!("/login?next={}", encode(&here)));
        }
        Err(problem) => return problem.into_response(),
    }
    let Some(format) = Format::parse(&format) else {
        return Problem::from(FieldErrors::of("format", "format must be csv or pdf.")).into_response();
    };
    let here = request.uri().clone();
    let query = query.to_owned();
    match (download.give)(app, viewer, DownloadRequest { format, query }).await {
        Ok(file) => file,
        // The page asks for the password and goes on to the file.
        Err(problem) if problem.code == Code::SignInAgain => {
            see_other(&format!("/confirm?next={}", encode(&here.to_string())))
        }
        Err(problem) => problem.into_response(),
    }
}
