//! Signing in with a key 密钥登录: a security key of the browser or a USB key instead of the password.
//!
//! Who may: anybody who is not signed in yet. Whoever asks learns nothing: an unknown name gets made-up credentials, equal
//! each time, and every refusal says the same; why goes into the audit alone. What fails is counted as a wrong password is.

mod http;
mod proof;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::app::App;

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::begin)).routes(routes!(http::open))
}
