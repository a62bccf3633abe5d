//! Checks 验证: what a document is worth. Open to anyone who holds the file; nothing of it is kept.

mod http;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::app::App;

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::check))
        .routes(routes!(http::root))
        .routes(routes!(http::list))
        .routes(routes!(http::stamp))
}
