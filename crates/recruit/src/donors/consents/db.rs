//! Statements of consents.

use vena_contracts::care::{Channel, Purpose};
use vena_kernel::id::DonorId;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{Consent, Source};

/// The latest word of a person for each channel and purpose.
pub(super) async fn latest(tx: &mut Tx, donor: DonorId) -> Result<Vec<Consent>, Fault> {
    Ok(sqlx::query_as(
        "select distinct on (c.channel, c.purpose) c.channel, c.purpose, c.granted, c.source, c.said_at
         from recruit.donor d join recruit.donor m on m.person_id = d.person_id
         join recruit.consent c on c.donor_id = m.donor_id
         where d.donor_id = $1 order by c.channel, c.purpose, c.said_at desc, c.consent_id desc",
    )
    .bind(donor)
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps a word.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    donor: DonorId,
    (channel, purpose, granted): (Channel, Purpose, bool),
    source: Source,
) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into recruit.consent (consent_id, donor_id, channel, purpose, granted, source, said_at, entered_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(donor)
    .bind(channel)
    .bind(purpose)
    .bind(granted)
    .bind(source)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}
