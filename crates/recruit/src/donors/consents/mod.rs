//! What a donor said about being reached: by channel and purpose, with date and source. Each word is kept; the latest counts,
//! over all files of the person. No word is no consent.

pub(crate) mod db;
mod http;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_contracts::care::{Channel, Purpose};
use vena_kernel::{clock::Instant, id::DonorId};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo, Scope},
    db::Tx,
    fault::Fault,
    permission,
};

permission! {
    pub(crate) ConsentCreate = "recruit.consent.create", "登记联系同意或撤回", "Enter consents of donors to being reached";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![ConsentCreate::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::create))
}

/// Where the word was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = ConsentSource)]
pub(crate) enum Source {
    /// When the file was opened.
    Registration,
    /// At the desk.
    Desk,
    /// On the phone.
    Phone,
    /// On paper.
    Paper,
    /// In the donor's own app.
    App,
}

/// The latest word for one channel and purpose.
#[derive(Debug, Clone, Serialize, ToSchema, sqlx::FromRow)]
#[schema(as = DonorConsent)]
pub(crate) struct Consent {
    /// By which way.
    pub(crate) channel: Channel,
    /// What for.
    pub(crate) purpose: Purpose,
    /// Agreed, or withdrawn.
    pub(crate) granted: bool,
    /// Where it was said.
    pub(crate) source: Source,
    /// When.
    pub(crate) said_at: Instant,
}

/// The latest words of a person.
pub(crate) async fn of(tx: &mut Tx, donor: DonorId) -> Result<Vec<Consent>, Fault> {
    db::latest(tx, donor).await
}

/// Keeps a word, with the file that it was given to.
pub(crate) async fn set(
    tx: &mut Tx,
    scope: &Scope,
    donor: DonorId,
    (channel, purpose, granted): (Channel, Purpose, bool),
    source: Source,
) -> Result<(), Fault> {
    db::insert(tx, scope, donor, (channel, purpose, granted), source).await
}

/// The ways a person agreed to for `purpose`.
pub(crate) async fn channels(tx: &mut Tx, donor: DonorId, purpose: Purpose) -> Result<Vec<Channel>, Fault> {
    let words = of(tx, donor).await?;
    Ok(words.into_iter().filter(|word| word.granted && word.purpose == purpose).map(|word| word.channel).collect())
}
