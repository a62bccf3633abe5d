//! Two files of one person become one: proposed by one, confirmed by another, and undone when it was wrong.
//!
//! Nothing is moved and nothing is deleted. The file that goes points to the file that stands for the person; donations,
//! deferrals, documents, consents and bookings stay with the id they came with and are read over all files of the person.
//! The surviving file may be given values of the other; what it said before is kept, so that undoing restores both.
//!
//! Who may: see the permissions. Tells open screens the topics `donors` and `duplicates`.

mod db;
mod http;
mod rules;
mod settle;
#[cfg(test)]
mod tests;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    permission,
};

permission! {
    pub(crate) MergeCompare = "recruit.merge.compare", "并排查看两份档案", "See two files side by side";
    pub(crate) MergeCreate = "recruit.merge.create", "提出合并档案", "Propose that two files are of one person";
    pub(crate) MergeList = "recruit.merge.list", "合并记录", "List merges of files";
    pub(crate) MergeView = "recruit.merge.view", "查看合并", "See a merge of files";
    pub(crate) MergeConfirm = "recruit.merge.confirm", "复核合并档案", "Confirm a merge of files";
    pub(crate) MergeReject = "recruit.merge.reject", "退回合并档案", "Reject a merge of files";
    pub(crate) MergeUndo = "recruit.merge.undo", "撤销合并档案", "Undo a merge of files";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        MergeCompare::INFO,
        MergeCreate::INFO,
        MergeList::INFO,
        MergeView::INFO,
        MergeConfirm::INFO,
        MergeReject::INFO,
        MergeUndo::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::compare))
        .routes(routes!(http::list, http::create))
        .routes(routes!(http::view))
        .routes(routes!(http::confirm))
        .routes(routes!(http::reject))
        .routes(routes!(http::undo))
}
