//! 采血场次: one site, one day, closed by a count.
//!
//! Bags, tubes and forms are counted by hand before the screen says what it expects. Whatever is still open is mended, every
//! difference is explained by a person, then the session is closed; a closed one is opened again only with a reason.
//! Announces `sessions`.

mod db;
mod http;
mod rules;
#[cfg(test)]
mod tests;
mod view;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use http::{late, open_or_refuse};

permission! {
    pub(crate) SessionList = "collect.session.list", "采血场次列表", "List the days of collection sites";
    pub(crate) SessionView = "collect.session.view", "查看采血场次", "See the day of a collection site";
    pub(crate) SessionCount = "collect.session.count", "清点采血场次", "Count bags, tubes and forms at the end of a day";
    pub(crate) SessionExplain = "collect.session.explain", "说明清点差异", "Explain what differs";
    pub(crate) SessionSpoil = "collect.session.spoil", "登记损耗耗材", "Record spoiled kits and tubes";
    pub(crate) SessionClose = "collect.session.close", "关闭采血场次", "Close the day of a collection site";
    pub(crate) SessionReopen = "collect.session.reopen", "重开采血场次", "Open a closed day again";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        SessionList::INFO,
        SessionView::INFO,
        SessionCount::INFO,
        SessionExplain::INFO,
        SessionSpoil::INFO,
        SessionClose::INFO,
        SessionReopen::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::list))
        .routes(routes!(http::view))
        .routes(routes!(http::count))
        .routes(routes!(http::explain))
        .routes(routes!(http::spoil))
        .routes(routes!(http::close))
        .routes(routes!(http::reopen))
}
