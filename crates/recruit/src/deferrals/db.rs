//! Statements about deferrals.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{DonorId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Checked, Standing};
use crate::book::{Kind, Reason};

/// A deferral with the people behind it.
#[derive(Debug, FromRow)]
pub(crate) struct DeferralRecord {
    pub(crate) deferral_id: Uuid,
    pub(crate) kind: Kind,
    pub(crate) code: String,
    pub(crate) until: Option<Day>,
    pub(crate) confidential: bool,
    pub(crate) note_sealed: Option<Vec<u8>>,
    pub(crate) source: String,
    pub(crate) made_at: Instant,
    pub(crate) made_by: Option<UserId>,
    pub(crate) made_by_name: Option<String>,
    pub(crate) lifted_at: Option<Instant>,
    pub(crate) lifted_by: Option<UserId>,
    pub(crate) lifted_by_name: Option<String>,
    pub(crate) lifted_reason: Option<String>,
}

impl DeferralRecord {
    /// Whether it keeps the donor from giving on `day`.
    pub(crate) fn stands_on(&self, day: Day) -> bool {
        self.lifted_at.is_none() && self.until.is_none_or(|until| until >= day)
    }

    /// What decides whether it may be lifted on `day`.
    pub(crate) fn standing(&self, day: Day) -> Standing {
        Standing {
            by_laboratory: self.source == "laboratory",
            permanent: self.kind == Kind::Permanent,
            made_by: self.made_by,
            ended: !self.stands_on(day),
        }
    }
}

/// All deferrals of a donor, latest first.
pub(crate) async fn of_donor(tx: &mut Tx, scope: &Scope, donor: DonorId) -> Result<Vec<DeferralRecord>, Fault> {
    Ok(sqlx::query_as(
        "select f.deferral_id, f.kind, f.code, f.until, f.confidential, f.note_sealed, f.source, f.made_at, f.made_by,
             m.display_name as made_by_name, f.lifted_at, f.lifted_by, l.display_name as lifted_by_name, f.lifted_reason
         from recruit.deferral f
         left join platform.v_user m on m.user_id = f.made_by
         left join platform.v_user l on l.user_id = f.lifted_by
         where f.donor_id = $1 and $2::uuid is null order by f.made_at desc, f.deferral_id limit 500",
    )
    .bind(donor)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// A deferral entered by a person.
#[derive(Debug)]
pub(crate) struct NewDeferral<'a> {
    pub(crate) donor: DonorId,
    pub(crate) kind: Kind,
    pub(crate) code: &'a str,
    pub(crate) checked: &'a Checked,
    pub(crate) note_sealed: Option<Vec<u8>>,
}

/// Keeps a deferral entered by a person.
pub(crate) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewDeferral<'_>) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into recruit.deferral (deferral_id, donor_id, kind, code, until, confidential, note_sealed, source,
             made_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, 'staff', $8, $9)",
    )
    .bind(id)
    .bind(new.donor)
    .bind(new.kind)
    .bind(new.code)
    .bind(new.checked.until)
    .bind(new.checked.confidential)
    .bind(&new.note_sealed)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps the deferral that a judgement of the laboratory asks for; once for a donation and code, however often it is heard.
pub(crate) async fn insert_by_laboratory(
    tx: &mut Tx,
    donor: DonorId,
    number: DonationNumber,
    reason: &Reason,
    until: Option<Day>,
) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into recruit.deferral (deferral_id, donor_id, kind, code, until, confidential, source, donation_number,
             made_at)
         values ($1, $2, $3, $4, $5, true, 'laboratory', $6, $7)
         on conflict (donation_number, code) where source = 'laboratory' do nothing",
    )
    .bind(id)
    .bind(donor)
    .bind(reason.kind)
    .bind(&reason.code)
    .bind(until)
    .bind(number)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a deferral that stands.
pub(crate) async fn lift(tx: &mut Tx, scope: &Scope, deferral: Uuid, reason: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update recruit.deferral set lifted_at = $2, lifted_by = $3, lifted_reason = $4
         where deferral_id = $1 and lifted_at is null",
    )
    .bind(deferral)
    .bind(now)
    .bind(scope.user)
    .bind(reason)
    .execute(tx.conn())
    .await?;
    Ok(())
}
