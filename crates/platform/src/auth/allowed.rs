//! The extractor that proves a permission, and the transaction that remembers who wrote.

use std::{
    marker::PhantomData,
    ops::{Deref, DerefMut},
};

use axum::{
    Json,
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use uuid::Uuid;
use vena_kernel::say;

use super::{Permission, Scope, session};
use crate::{
    app::App,
    audit,
    db::Tx,
    fault::{Fault, Problem},
    http::context::RequestContext,
};

/// Proof that the caller is signed in and has permission `P`, with all that a handler needs to act for them.
#[derive(Debug)]
pub struct Allowed<P> {
    /// Who is asking.
    pub scope: Scope,
    /// The running application.
    pub app: App,
    context: RequestContext,
    permission: PhantomData<P>,
}

impl<P: Permission> FromRequestParts<App> for Allowed<P> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let SignedIn { scope, context, .. } = SignedIn::from_request_parts(parts, app).await?;
        if !scope.may(P::INFO.name) {
            audit::denied(app, &scope, P::INFO.name, &context).await?;
            return Err(Problem::forbidden(P::INFO.name).into());
        }
        Ok(Self { scope, app: app.clone(), context, permission: PhantomData })
    }
}

/// Proof that somebody is signed in, whatever they may do.
#[derive(Debug)]
pub struct SignedIn {
    /// Who is asking.
    pub scope: Scope,
    /// The running application.
    pub app: App,
    /// The roles behind the permissions.
    pub roles: Vec<String>,
    pub(super) context: RequestContext,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let context = RequestContext::of(parts);
        let token = session::token(&parts.headers).ok_or_else(Problem::unauthenticated)?;
        let (scope, roles) =
            session::scope_of(app, &token, context.lang).await?.ok_or_else(Problem::unauthenticated)?;
        Ok(Self { scope, app: app.clone(), roles, context })
    }
}

impl<P: Permission> Allowed<P> {
    /// Opens the transaction of a reading handler: one consistent picture.
    pub async fn read(&self) -> Result<Tx, Fault> {
        self.app.db.begin_read().await
    }

    /// Opens the transaction of a writing handler. Answers at once, through `?`, when this `Idempotency-Key` has been
    /// answered before; a second request with the same key waits for the first.
    pub async fn write(&self) -> Result<Write, Fault> {
        Write::open(&self.app, &self.scope, &self.context, P::INFO.name, self.scope.user.uuid(), None).await
    }

    /// Records that something sensitive was looked at, and why. Stands on its own, so that it stays even if the answer is lost.
    pub async fn note_view(&self, reason: &str) -> Result<(), Fault> {
        audit::viewed(&self.app, &self.scope, P::INFO.name, &self.context, reason).await
    }
}

/// The transaction of a writing handler: it ends with an answer, and the answer, the change and the audit entry
/// become true together.
#[derive(Debug)]
pub struct Write {
    tx: Tx,
    scope: Scope,
    context: RequestContext,
    operation: &'static str,
    /// Whose idempotency keys count: the user's, or the donor's who acts for themselves.
    owner: Uuid,
    /// Who it really was, when the user is an account that many share.
    actor: Option<String>,
    reason: Option<String>,
}

impl Deref for Write {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

impl Write {
    /// Opens the transaction and claims the idempotency key of the request for `owner`.
    pub(super) async fn open(
        app: &App,
        scope: &Scope,
        context: &RequestContext,
        operation: &'static str,
        owner: Uuid,
        actor: Option<String>,
    ) -> Result<Self, Fault> {
        let mut tx = app.db.begin().await?;
        if let Some(key) = &context.idempotency_key {
            let digest = app.vault.fingerprint_bytes(&context.digest);
            super::db::claim_key(&mut tx, owner, key, operation, &digest).await?;
        }
        Ok(Self { tx, scope: scope.clone(), context: context.clone(), operation, owner, actor, reason: None })
    }

    /// Why it is done; goes into the audit.
    pub fn because(&mut self, reason: &str) {
        self.reason = Some(reason.to_owned());
    }

    /// Commits and answers 200 with `value`.
    pub async fn ok<T: Serialize>(self, value: T) -> Result<Answer<T>, Fault> {
        self.finish(StatusCode::OK, value).await
    }

    /// Commits and answers 201 with the created `value`.
    pub async fn created<T: Serialize>(self, value: T) -> Result<Answer<T>, Fault> {
        self.finish(StatusCode::CREATED, value).await
    }

    async fn finish<T: Serialize>(mut self, status: StatusCode, value: T) -> Result<Answer<T>, Fault> {
        let reason = match (self.actor, self.reason) {
            (Some(actor), Some(reason)) => Some(format!("{actor}: {reason}")),
            (actor, reason) => actor.or(reason),
        };
        audit::done(&mut self.tx, &self.scope, self.operation, &self.context, reason.as_deref()).await?;
        if let Some(key) = &self.context.idempotency_key {
            let body = serde_json::to_value(&value)?;
            super::db::keep_answer(&mut self.tx, self.owner, key, status, &body).await?;
        }
        self.tx.commit().await?;
        Ok(Answer(status, value))
    }
}

/// A committed answer.
#[derive(Debug)]
pub struct Answer<T>(StatusCode, T);

impl<T> Answer<T> {
    /// The body.
    pub fn body(&self) -> &T {
        &self.1
    }
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        (self.0, Json(self.1)).into_response()
    }
}

/// The refusal when an `Idempotency-Key` comes back with another request behind it.
pub(super) fn key_reused(key: &str) -> Problem {
    let detail = say!(
        "该幂等键已用于另一个请求，请换一个新键",
        "this idempotency key belongs to another request, use a new one"
    );
    Problem::invalid("Idempotency-Key", key, "idempotency.key-reused", detail)
}
