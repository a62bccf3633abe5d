//! How a certificate is shown to its owner.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, id::CertificateId, zone};
use vena_platform::{
    auth::{Can, Scope},
    db::Tx,
    documents::{CertificateInfo, Medium, Notary},
    fault::{Fault, Problem},
};

use super::{
    db::{self, CertificateRow},
    rules,
};
use crate::{Desk, policy};

/// A certificate of the caller.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Certificate {
    certificate_id: CertificateId,
    /// Where the key is kept.
    medium: Medium,
    /// What its owner calls the key; empty when there is no need to tell it from others.
    label: String,
    info: CertificateInfo,
    /// Since when it is withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<Instant>,
    /// Why: `key_compromise`, `superseded` or `cessation`.
    #[serde(skip_serializing_if = "Option::is_none")]
    revocation: Option<String>,
    /// Whether it ends so soon that it has to be renewed.
    ends_soon: bool,
    /// Whether it may sign now.
    can_sign: Can,
    /// Whether it may sign what blood moves on: not with a key that may have copies.
    may_release: Can,
}

impl Certificate {
    pub(super) fn of(row: CertificateRow, notary: &dyn Notary, now: Instant) -> Result<Self, Fault> {
        let (standing, policy) = (row.standing(), policy::keys(now.day_in(&zone::china())));
        Ok(Self {
            certificate_id: row.certificate_id,
            info: notary.describe(&row.der)?,
            medium: row.medium,
            ends_soon: rules::ends_soon(policy, &standing, now),
            can_sign: rules::may_sign(policy, &standing, now).into(),
            may_release: rules::may_release(row.may_have_copies()).into(),
            label: row.label,
            revoked_at: row.revoked_at,
            revocation: row.revocation,
        })
    }
}

/// One certificate of the caller.
pub(super) async fn shown(tx: &mut Tx, scope: &Scope, desk: &Desk, id: CertificateId) -> Result<Certificate, Fault> {
    let row = db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("certificate", id))?;
    Certificate::of(row, &*desk.notary, tx.now())
}
