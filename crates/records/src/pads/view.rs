//! How a session at a pad is shown, and who finds it.

use std::{collections::BTreeSet, sync::Arc};

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    id::{DocumentId, PadId},
    refusal::Refusal,
    text::Text,
};
use vena_platform::{
    auth::{Can, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    vault::Vault,
};

use super::{
    PadCancel, PadConsent, PadFingerprint, PadRefuse, PadSign, PadWitness,
    db::{self, PadRow},
    rules::{self, PadAct},
    words::{PadChoice, PadState},
};

/// A form before a person who signs by hand.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Pad {
    pub(super) pad_id: PadId,
    document_id: DocumentId,
    /// Number of the document.
    number: String,
    form: String,
    title: Text,
    /// Where is signed.
    slot: String,
    slot_title: Text,
    /// Who signs.
    name: String,
    state: PadState,
    /// What the person decided about the fingerprint.
    fingerprint: Option<PadChoice>,
    /// Who sent it.
    created_by: String,
    created_at: Instant,
    /// When it ends unless it is signed.
    expires_at: Instant,
    /// The pad that shows it.
    shown_by: Option<String>,
    /// Who saw the person sign.
    witness: Option<String>,
    /// When it was signed, refused, called back or ended by itself.
    ended_at: Option<Instant>,
    /// Why the person refused.
    reason: Option<String>,
    can: PadCan,
}

/// What the caller may do in the session now.
#[derive(Debug, Serialize, ToSchema)]
struct PadCan {
    /// Agree to the fingerprint.
    agree: Can,
    /// Choose the witness instead.
    decline: Can,
    fingerprint: Can,
    sign: Can,
    refuse: Can,
    witness: Can,
    cancel: Can,
}

impl Pad {
    pub(super) fn of(row: PadRow, vault: &Vault, scope: &Scope) -> Result<Self, Fault> {
        Ok(Self {
            can: can(&row, scope),
            name: vault.open(&row.name_sealed)?,
            pad_id: row.pad_id,
            document_id: row.document_id,
            number: row.number,
            form: row.form,
            title: row.title.0,
            slot: row.slot,
            slot_title: row.slot_title.0,
            state: row.state,
            fingerprint: row.choice,
            created_by: row.created_by_name,
            created_at: row.created_at,
            expires_at: row.expires_at,
            shown_by: row.pad_name,
            witness: row.witness,
            ended_at: row.ended_at,
            reason: row.reason,
        })
    }
}

fn can(row: &PadRow, scope: &Scope) -> PadCan {
    let by = |permission: &str, act| Can::by(scope, permission, may(row, scope, act).map(|_| ()));
    PadCan {
        agree: by(PadConsent::INFO.name, PadAct::Choose(PadChoice::Agreed)),
        decline: by(PadConsent::INFO.name, PadAct::Choose(PadChoice::Witness)),
        fingerprint: by(PadFingerprint::INFO.name, PadAct::Fingerprint),
        sign: by(PadSign::INFO.name, PadAct::Write),
        refuse: by(PadRefuse::INFO.name, PadAct::Refuse),
        witness: by(PadWitness::INFO.name, PadAct::Witness),
        cancel: by(PadCancel::INFO.name, PadAct::Cancel),
    }
}

/// Whether the caller may do `act` now, and where it leads.
pub(super) fn may(row: &PadRow, scope: &Scope, act: PadAct) -> Result<PadState, Refusal> {
    match act {
        PadAct::Witness => rules::witnesses(row.created_by, scope.user)?,
        PadAct::Cancel => {}
        _ => rules::at_this_pad(row.pad_user, scope.user)?,
    }
    rules::after(row.state, row.choice, act)
}

/// A session of the caller's site, locked, that the staff may see.
pub(super) async fn for_staff(tx: &mut Tx, scope: &Scope, id: PadId) -> Result<PadRow, Fault> {
    let row = locked(tx, scope, id).await?;
    if scope.may(&row.seen_with) { Ok(row) } else { Err(Problem::not_found("pad", id).into()) }
}

/// A session of the pad's site, locked.
pub(super) async fn locked(tx: &mut Tx, scope: &Scope, id: PadId) -> Result<PadRow, Fault> {
    db::lock(tx, scope, id).await?;
    Ok(db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("pad", id))?)
}

/// A session as the staff or the pad that shows it may see it.
pub(super) async fn seen(tx: &mut Tx, scope: &Scope, id: PadId) -> Result<PadRow, Fault> {
    let found = db::one(tx, scope, id).await?;
    let mine = |row: &PadRow| scope.may(&row.seen_with) || row.pad_user == Some(scope.user);
    Ok(found.filter(mine).ok_or_else(|| Problem::not_found("pad", id))?)
}

/// The session after a change.
pub(super) async fn again(tx: &mut Tx, vault: &Vault, scope: &Scope, id: PadId) -> Result<Pad, Fault> {
    let row = db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("pad", id))?;
    Pad::of(row, vault, scope)
}

/// The pad, with the one right that the session lends it: to the document that it shows.
pub(super) fn lent(scope: &Scope, row: &PadRow) -> Scope {
    Scope { permissions: Arc::new(BTreeSet::from([row.seen_with.clone()])), ..scope.clone() }
}
