//! Keeping 归档保管: documents are kept for as long as their form says, held longer when somebody must, and destroyed by two
//! persons.
//!
//! Who may: `records.retention.list`, `records.hold.*`, `records.destruction.*`; of the documents that the caller may see.
//! What is destroyed leaves its number, form, digest and life; bytes, data and what was captured at a pad are erased.

mod db;
mod destroy;
mod hold;
mod http;
mod rules;
mod view;

use std::sync::Arc;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::records::DocumentSubject;
use vena_kernel::id::{OrgId, UnitId, UserId};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    db::Tx,
    fault::Fault,
    permission,
};

pub(crate) use db::{Hold, standing};

permission! {
    pub(crate) RetentionList = "records.retention.list", "查看到期文书", "See documents whose time is over";
    pub(crate) HoldCreate = "records.hold.create", "冻结文书", "Hold documents beyond their time";
    pub(crate) HoldLift = "records.hold.lift", "解除文书冻结", "Lift holds of documents";
    pub(crate) DestructionCreate = "records.destruction.create", "提出销毁文书", "Propose to destroy documents";
    pub(crate) DestructionList = "records.destruction.list", "销毁记录", "List destructions";
    pub(crate) DestructionView = "records.destruction.view", "查看销毁记录", "See a destruction";
    pub(crate) DestructionConfirm = "records.destruction.confirm", "确认销毁文书", "Confirm the destruction of documents";
    pub(crate) DestructionReject = "records.destruction.reject", "否决销毁文书", "Reject the destruction of documents";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![
        RetentionList::INFO,
        HoldCreate::INFO,
        HoldLift::INFO,
        DestructionCreate::INFO,
        DestructionList::INFO,
        DestructionView::INFO,
        DestructionConfirm::INFO,
        DestructionReject::INFO,
    ]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(http::due))
        .routes(routes!(hold::hold))
        .routes(routes!(hold::lift))
        .routes(routes!(destroy::list, destroy::propose))
        .routes(routes!(destroy::view))
        .routes(routes!(destroy::confirm))
        .routes(routes!(destroy::reject))
}

/// Everything that answers about what documents are about.
#[derive(Clone)]
pub(crate) struct Subjects(pub(crate) Arc<[Arc<dyn DocumentSubject>]>);

impl Subjects {
    /// The units that a thing has to do with; none when no scene knows such things.
    async fn units(&self, tx: &mut Tx, subject: Option<(&str, &str)>) -> Result<Vec<UnitId>, Fault> {
        let Some((kind, id)) = subject else { return Ok(Vec::new()) };
        match self.0.iter().find(|known| known.kind() == kind) {
            Some(known) => known.units(tx, id).await,
            None => Ok(Vec::new()),
        }
    }

    /// The thing, and everything whose papers are looked for with it: kinds and ids.
    pub(crate) async fn parts(
        &self,
        tx: &mut Tx,
        (kind, id): (&str, &str),
    ) -> Result<(Vec<String>, Vec<String>), Fault> {
        let mut found = (vec![kind.to_owned()], vec![id.to_owned()]);
        if let Some(known) = self.0.iter().find(|known| known.kind() == kind) {
            for (kind, id) in known.parts(tx, id).await? {
                found.0.push(kind.to_owned());
                found.1.push(id);
            }
        }
        Ok(found)
    }

    /// Who has to sign where in a form about a thing, and nobody else in their place.
    pub(crate) async fn signers(
        &self,
        tx: &mut Tx,
        (kind, id): (&str, &str),
        form: &str,
    ) -> Result<Vec<(String, UserId)>, Fault> {
        match self.0.iter().find(|known| known.kind() == kind) {
            Some(known) => known.signers(tx, id, form).await,
            None => Ok(Vec::new()),
        }
    }

    /// The organisations that take part in a thing; none when no scene knows such things.
    pub(crate) async fn parties(&self, tx: &mut Tx, (kind, id): (&str, &str)) -> Result<Vec<OrgId>, Fault> {
        match self.0.iter().find(|known| known.kind() == kind) {
            Some(known) => known.parties(tx, id).await,
            None => Ok(Vec::new()),
        }
    }
}
