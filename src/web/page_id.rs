//! The id that a page's address ends with.

use crate::problem::Problem;
use crate::web::context::here;

/// The id that the page's address ends with.
pub fn id_of_page<T: std::str::FromStr>() -> Result<T, Problem> {
    let here = here();
    let path = here.split('?').next().unwrap_or_default();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    last.parse().map_err(|_| Problem::not_found())
}
