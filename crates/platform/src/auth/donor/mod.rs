//! A donor who acts for themselves: sessions of their own, beside those of the people who work here.
//!
//! A donor is no user: what they write down is written in the name of the station's account `self-service`, which cannot
//! sign in, and the audit says which donor it was. The fixed role `donor` says what they may do; nobody can be given it.
//!
//! Invariant: a donor's session opens no route of staff, and a session of staff opens no route of a donor.

mod db;

use std::{marker::PhantomData, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use vena_kernel::{clock::Instant, id::DonorId, text::Lang};

pub use db::DonorSession;

use super::{Permission, Scope, Write, session};
use crate::{
    app::App,
    audit,
    db::Tx,
    fault::{Fault, Problem},
    http::context::RequestContext,
};

const COOKIE: &str = "vena_donor";
/// Where the cookie goes: to a donor's own routes and nowhere else.
const PATH: &str = "/api/recruit/own";
/// The role whose permissions every donor has.
const ROLE: &str = "donor";
/// Longest name of a browser that is kept, characters.
const DEVICE_CHARACTERS_MAX: usize = 120;
/// How often a session notes that it was used, seconds: a write for every look would be many.
const USED_SECONDS: i64 = 600;

/// Proof that the caller is a donor who is signed in and may do `P` for themselves.
#[derive(Debug)]
pub struct AsDonor<P> {
    /// Who acts, as the session knows them; the file may have been merged into another one since.
    pub donor: DonorId,
    /// The account `self-service` of the station, with what the role `donor` allows. It sees everybody: every query
    /// of a donor's handler asks for [`Self::donor`] besides.
    pub scope: Scope,
    /// The running application.
    pub app: App,
    /// Which of the donor's sessions this is.
    pub session: Vec<u8>,
    context: RequestContext,
    permission: PhantomData<P>,
}

impl<P: Permission> FromRequestParts<App> for AsDonor<P> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let context = RequestContext::of(parts);
        let token = token(&parts.headers).ok_or_else(Problem::unauthenticated)?;
        let digest = session::digest(&token);
        let (donor, scope) = signed_in(app, &digest, context.lang).await?.ok_or_else(Problem::unauthenticated)?;
        if !scope.may(P::INFO.name) {
            audit::denied(app, &scope, P::INFO.name, &context).await?;
            return Err(Problem::forbidden(P::INFO.name).into());
        }
        Ok(Self { donor, scope, app: app.clone(), session: digest, context, permission: PhantomData })
    }
}

impl<P: Permission> AsDonor<P> {
    /// Opens the transaction of a reading handler: one consistent picture.
    pub async fn read(&self) -> Result<Tx, Fault> {
        self.app.db.begin_read().await
    }

    /// Opens the transaction of a writing handler, as [`super::Allowed::write`]; idempotency keys are the donor's own.
    pub async fn write(&self) -> Result<Write, Fault> {
        let actor = format!("{} for themselves", self.donor);
        Write::open(&self.app, &self.scope, &self.context, P::INFO.name, self.donor.uuid(), Some(actor)).await
    }

    /// Records that the donor looked at something sensitive of their own.
    pub async fn note_view(&self, reason: &str) -> Result<(), Fault> {
        let reason = format!("{} for themselves: {reason}", self.donor);
        audit::viewed(&self.app, &self.scope, P::INFO.name, &self.context, &reason).await
    }
}

async fn signed_in(app: &App, digest: &[u8], lang: Lang) -> Result<Option<(DonorId, Scope)>, Fault> {
    let mut tx = app.db.begin_read().await?;
    let Some(found) = db::of_token(&mut tx, digest).await? else { return Ok(None) };
    let stale = found.used_at.plus_seconds(USED_SECONDS) < tx.now();
    let scope = station_scope(app, &mut tx, lang).await?;
    drop(tx);
    // Reading goes on where nothing can be written: a full disk is no reason to hide an appointment.
    if stale && let Err(fault) = note_used(app, digest).await {
        tracing::warn!(%fault, "the use of a donor's session could not be noted");
    }
    Ok(scope.map(|scope| (found.donor_id, scope)))
}

async fn note_used(app: &App, digest: &[u8]) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    db::note_used(&mut tx, digest).await?;
    tx.commit().await
}

/// The scope in which donors act; `None` when the account `self-service` is missing or closed, which closes the donors' door.
pub async fn station_scope(app: &App, tx: &mut Tx, lang: Lang) -> Result<Option<Scope>, Fault> {
    let account = db::account(tx).await?;
    let permissions = Arc::new(app.roles.permissions(&[ROLE.to_owned()]));
    Ok(account.map(|row| Scope {
        user: row.user_id,
        user_name: row.display_name,
        org: row.org_id,
        org_kind: row.org_kind,
        site: row.site_id,
        permissions,
        lang,
    }))
}

/// Makes the account `self-service` of the station, if there is a station and no such account yet.
pub async fn create_account(tx: &mut Tx) -> Result<(), Fault> {
    let id = tx.new_id();
    db::create_account(tx, id).await
}

/// Opens a session for a donor who has proven who they are, good until `expires_at`; returns the cookie to set.
pub async fn open(tx: &mut Tx, donor: DonorId, device: &str, expires_at: Instant) -> Result<HeaderValue, Fault> {
    create_account(tx).await?;
    let token = session::fresh_token()?;
    let device: String = device.chars().filter(|c| !c.is_control()).take(DEVICE_CHARACTERS_MAX).collect();
    db::insert(tx, &session::digest(&token), donor, &device, expires_at).await?;
    let seconds = (expires_at.micros() - tx.now().micros()) / 1_000_000;
    Ok(cookie(&token, seconds))
}

/// Writes into the audit that somebody signed in as a donor, or was refused and why; `tx` decides whether it becomes true.
pub async fn note_sign_in(
    tx: &mut Tx,
    context: &RequestContext,
    donor: Option<DonorId>,
    refused: Option<&str>,
) -> Result<(), Fault> {
    audit::donor_sign_in(tx, context, donor, refused).await
}

/// Ends the session of this request, if there is one; returns the cookie that forgets it.
pub async fn close(tx: &mut Tx, headers: &HeaderMap) -> Result<HeaderValue, Fault> {
    if let Some(token) = token(headers) {
        db::delete(tx, &session::digest(&token)).await?;
    }
    Ok(cookie("", 0))
}

/// Ends every session of these files.
pub async fn close_all(tx: &mut Tx, donors: &[DonorId]) -> Result<(), Fault> {
    db::delete_all(tx, donors).await
}

/// The open sessions of these files, last used first.
pub async fn sessions(tx: &mut Tx, donors: &[DonorId]) -> Result<Vec<DonorSession>, Fault> {
    db::sessions(tx, donors).await
}

fn token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split(';').find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('=').map(str::to_owned))
}

fn cookie(token: &str, seconds: i64) -> HeaderValue {
    let text = format!("{COOKIE}={token}; Path={PATH}; HttpOnly; SameSite=Strict; Max-Age={seconds}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_of_a_donor_is_not_that_of_staff() {
        let with = |text: &'static str| HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(text))]);
        assert_eq!(token(&with("vena_session=a; vena_donor=b")).as_deref(), Some("b"));
        assert_eq!(session::token(&with("vena_donor=b")), None);
        assert_eq!(token(&with("vena_session=a; vena_donors=b")), None);
        let set = cookie("t", 60);
        assert_eq!(set, "vena_donor=t; Path=/api/recruit/own; HttpOnly; SameSite=Strict; Max-Age=60");
    }
}
