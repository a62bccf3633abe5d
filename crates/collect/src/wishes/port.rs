//! What the donor's wish does, by whatever way it reaches us.

use vena_contracts::{
    Answer,
    collect::{DonorWishes, Wished},
};
use vena_kernel::{
    id::{DonationId, DonorId, EventId, UnitId},
    refusal::Refusal,
    say,
    unit_state::{Fact, Life, Safety, UnitEvent},
};
use vena_ledger::{Family, UnitRecord, append_to_family};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::db;
use crate::donations::{DonationRecord, NOT_USED, db::own_donation};

/// The port.
pub(crate) struct Wishes;

impl DonorWishes for Wishes {
    fn not_to_be_used<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donor: DonorId,
        donation: DonationId,
        way: &'static str,
    ) -> Answer<'a, Option<Wished>> {
        Box::pin(async move {
            match own_donation(tx, donation, donor).await? {
                Some(record) => not_to_be_used(tx, scope, &record, way).await.map(Some),
                None => Ok(None),
            }
        })
    }
}

/// Remembers the wish and rejects everything that came of the donation. The ledger does not tell whose wish it was.
pub(crate) async fn not_to_be_used(
    tx: &mut Tx,
    scope: &Scope,
    record: &DonationRecord,
    way: &str,
) -> Result<Wished, Fault> {
    db::wish(tx, scope, record.donation_id, way).await?;
    let mut wished = Wished { stopped: 0, too_late: 0 };
    let Some(number) = record.donation_number.filter(|_| record.unit_id.is_some()) else { return Ok(wished) };
    let now = tx.now();
    let event_id = |unit: UnitId| {
        let cause = format!("collect.wish:{}:{unit}", record.donation_id);
        EventId::from_uuid(uuid::Uuid::new_v5(&uuid::Uuid::nil(), cause.as_bytes()))
    };
    let event = |unit: &UnitRecord| {
        if unit.state.life == Life::Transfused {
            wished.too_late += 1;
            return None;
        }
        wished.stopped += 1;
        (unit.state.safety != Safety::Rejected).then(|| UnitEvent {
            event_id: event_id(unit.unit_id),
            unit: unit.unit_id,
            at: now,
            actor: scope.user,
            second: None,
            org: scope.org,
            site: scope.site,
            device: None,
            reason: Some(NOT_USED.to_owned()),
            fact: Fact::Rejected,
        })
    };
    append_to_family(tx, Family::Donation(number), event).await?;
    tx.announce("units", None).await?;
    Ok(wished)
}

/// A sticker that was scanned for a donation. Refuses by `wish.unknown` and `wish.used`; the refusal tells nothing of the wish.
pub(crate) async fn sticker(
    tx: &mut Tx,
    scope: &Scope,
    record: &DonationRecord,
    code: &str,
) -> Result<Result<(), Refusal>, Fault> {
    let id = record.donation_id;
    let Some((use_it, used_for)) = db::meaning(tx, scope, code).await? else {
        return Ok(Err(Refusal::new("wish.unknown", say!("不是本站的意愿贴纸", "this is no sticker of ours"))));
    };
    let earlier = db::scanned(tx, id).await?;
    if used_for.is_some_and(|other| other != id) || earlier.is_some_and(|earlier| earlier != code) {
        return Ok(Err(Refusal::new("wish.used", say!("贴纸已使用", "a sticker was used already"))));
    }
    db::scan(tx, code, id).await?;
    if !use_it {
        not_to_be_used(tx, scope, record, "card").await?;
    }
    Ok(Ok(()))
}

/// Whether this is a sticker of ours that nobody has used.
pub(crate) async fn is_free(tx: &mut Tx, scope: &Scope, code: &str) -> Result<bool, Fault> {
    Ok(db::meaning(tx, scope, code).await?.is_some_and(|(_, used_for)| used_for.is_none()))
}
