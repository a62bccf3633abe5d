//! What a person gave, here and at other stations, and what else happened: one line in time.
//!
//! Donations of other stations come with how they are known: a certificate that was seen, an enquiry at the province, or the
//! donor's own word. They count for intervals like our own; a mistake is withdrawn with a reason and stays readable.

pub(crate) mod db;
mod http;
mod import;
mod rules;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

pub(crate) use import::ElsewhereImport;

permission! {
    pub(crate) HistoryView = "recruit.history.view", "查看献血者履历", "See the history of donors";
    pub(crate) ElsewhereCreate = "recruit.elsewhere.create", "登记外地献血", "Enter donations of other stations";
    pub(crate) ElsewhereWithdraw = "recruit.elsewhere.withdraw", "撤回外地献血登记", "Withdraw donations of other stations";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![HistoryView::INFO, ElsewhereCreate::INFO, ElsewhereWithdraw::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::view)).routes(routes!(http::create)).routes(routes!(http::withdraw))
}

/// How it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = ElsewhereEvidence)]
pub(crate) enum Evidence {
    /// 献血证: a certificate that was seen.
    Certificate,
    /// 省级查询: an enquiry at the province.
    Province,
    /// 本人陈述: the donor's own word.
    OwnWord,
}

/// What became of the needle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = ElsewhereOutcome)]
pub(crate) enum Outcome {
    /// A donation.
    Completed,
    /// In vain.
    Failed,
}
