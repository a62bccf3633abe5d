//! Who did what, who was turned away, who looked at what and why.

mod db;

use vena_kernel::id::{DonorId, UserId};

use crate::{app::App, auth::Scope, db::Tx, fault::Fault, http::context::RequestContext};

/// One line of the audit.
#[derive(Debug)]
struct Entry<'a> {
    user: Option<UserId>,
    scope: Option<&'a Scope>,
    operation: &'a str,
    outcome: &'static str,
    reason: Option<&'a str>,
}

/// Records, in the same transaction, that something was done.
pub(crate) async fn done(
    tx: &mut Tx,
    scope: &Scope,
    operation: &str,
    context: &RequestContext,
    reason: Option<&str>,
) -> Result<(), Fault> {
    let entry = Entry { user: Some(scope.user), scope: Some(scope), operation, outcome: "done", reason };
    db::insert(tx, &entry, context).await
}

/// Records that somebody was turned away for lack of a permission.
pub(crate) async fn denied(app: &App, scope: &Scope, operation: &str, context: &RequestContext) -> Result<(), Fault> {
    let entry = Entry { user: Some(scope.user), scope: Some(scope), operation, outcome: "denied", reason: None };
    alone(app, &entry, context).await
}

/// Records that something sensitive was looked at.
pub(crate) async fn viewed(
    app: &App,
    scope: &Scope,
    operation: &str,
    context: &RequestContext,
    reason: &str,
) -> Result<(), Fault> {
    let entry =
        Entry { user: Some(scope.user), scope: Some(scope), operation, outcome: "viewed", reason: Some(reason) };
    alone(app, &entry, context).await
}

/// Records a sign-in, done or refused.
pub(crate) async fn sign_in(
    tx: &mut Tx,
    user: Option<UserId>,
    context: &RequestContext,
    refused: Option<&str>,
) -> Result<(), Fault> {
    let outcome = if refused.is_some() { "refused" } else { "done" };
    let entry = Entry { user, scope: None, operation: "platform.session.open", outcome, reason: refused };
    db::insert(tx, &entry, context).await
}

/// Records that somebody signed in as a donor, or why they were refused.
pub(crate) async fn donor_sign_in(
    tx: &mut Tx,
    context: &RequestContext,
    donor: Option<DonorId>,
    refused: Option<&str>,
) -> Result<(), Fault> {
    let outcome = if refused.is_some() { "refused" } else { "done" };
    let reason = match (donor, refused) {
        (Some(donor), Some(refused)) => Some(format!("{donor}: {refused}")),
        (Some(donor), None) => Some(donor.to_string()),
        (None, refused) => refused.map(str::to_owned),
    };
    let entry = Entry { user: None, scope: None, operation: "recruit.own.sign_in", outcome, reason: reason.as_deref() };
    db::insert(tx, &entry, context).await
}

async fn alone(app: &App, entry: &Entry<'_>, context: &RequestContext) -> Result<(), Fault> {
    let mut tx = app.db.begin().await?;
    db::insert(&mut tx, entry, context).await?;
    tx.commit().await
}
