//! Statements about deferrals.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{DonorId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{Checked, Origin, Standing};
use crate::{
    book::{Book, Kind, Reason},
    today,
};

/// A deferral with the people behind it.
#[derive(Debug, FromRow)]
pub(crate) struct DeferralRecord {
    pub(crate) deferral_id: Uuid,
    pub(crate) kind: Kind,
    pub(crate) code: String,
    pub(crate) case_code: Option<String>,
    pub(crate) event_on: Option<Day>,
    pub(crate) kinds: Vec<String>,
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
            origin: match self.source.as_str() {
                "laboratory" => Origin::Laboratory,
                "physician" => Origin::Physician,
                _ => Origin::Staff,
            },
            permanent: self.kind == Kind::Permanent,
            made_by: self.made_by,
            ended: !self.stands_on(day),
            until: self.until,
            floor: self.usual_end().or(self.until),
        }
    }

    /// Its last day by the rulebook of the day on which it was entered.
    fn usual_end(&self) -> Option<Day> {
        let made_on = today::day(self.made_at);
        let reason = Book::get().reason(&self.code, made_on).ok()?;
        let case = reason.case(self.case_code.as_deref()).ok()?;
        reason.usual_end(case, self.event_on.unwrap_or(made_on))
    }
}

/// All deferrals of a donor's person, latest first.
pub(crate) async fn of_donor(tx: &mut Tx, scope: &Scope, donor: DonorId) -> Result<Vec<DeferralRecord>, Fault> {
    Ok(sqlx::query_as(
        "select f.deferral_id, f.kind, f.code, f.case_code, f.event_on, f.kinds, f.until, f.confidential, f.note_sealed,
             f.source, f.made_at, f.made_by, m.display_name as made_by_name, f.lifted_at, f.lifted_by,
             l.display_name as lifted_by_name, f.lifted_reason
         from recruit.donor d join recruit.donor o on o.person_id = d.person_id
         join recruit.deferral f on f.donor_id = o.donor_id
         left join platform.v_user m on m.user_id = f.made_by
         left join platform.v_user l on l.user_id = f.lifted_by
         where d.donor_id = $1 and $2::uuid is null order by f.made_at desc, f.deferral_id limit 500",
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
    pub(crate) code: &'a str,
    pub(crate) case: Option<&'a str>,
    pub(crate) checked: &'a Checked,
    pub(crate) note_sealed: Option<Vec<u8>>,
    /// `staff`, `physician`, `call_back` or `reaction`.
    pub(crate) source: &'static str,
    /// What it is about.
    pub(crate) about: Option<&'a str>,
}

/// Keeps a deferral entered by a person; `None` when the same code was entered about the same thing before.
pub(crate) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewDeferral<'_>) -> Result<Option<Uuid>, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    let kinds: Vec<String> = new.checked.kinds.iter().map(kind_word).collect();
    Ok(sqlx::query_scalar(
        "insert into recruit.deferral (deferral_id, donor_id, kind, code, case_code, event_on, kinds, until, confidential,
             note_sealed, source, about, made_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (donor_id, code, about) where about is not null do nothing returning deferral_id",
    )
    .bind(id)
    .bind(new.donor)
    .bind(new.checked.kind)
    .bind(new.code)
    .bind(new.case)
    .bind(new.checked.event_on)
    .bind(kinds)
    .bind(new.checked.until)
    .bind(new.checked.confidential)
    .bind(&new.note_sealed)
    .bind(new.source)
    .bind(new.about)
    .bind(now)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

fn kind_word(kind: &DonationKind) -> String {
    let word = match kind {
        DonationKind::WholeBlood => "whole_blood",
        DonationKind::ApheresisPlatelets => "apheresis_platelets",
        DonationKind::ApheresisPlasma => "apheresis_plasma",
    };
    word.to_owned()
}

/// The deferral of `code` that was entered about `about`, with its last day.
pub(crate) async fn about(
    tx: &mut Tx,
    donor: DonorId,
    code: &str,
    about: &str,
) -> Result<Option<(Uuid, Option<Day>)>, Fault> {
    Ok(sqlx::query_as(
        "select deferral_id, until from recruit.deferral where donor_id = $1 and code = $2 and about = $3",
    )
    .bind(donor)
    .bind(code)
    .bind(about)
    .fetch_optional(tx.conn())
    .await?)
}

/// Another last day than before.
#[derive(Debug, FromRow)]
pub(crate) struct ChangeRecord {
    pub(crate) deferral_id: Uuid,
    pub(crate) until_before: Day,
    pub(crate) until_after: Day,
    pub(crate) reason: String,
    pub(crate) changed_at: Instant,
    pub(crate) changed_by: UserId,
    pub(crate) changed_by_name: String,
}

/// How the last days of a donor's deferrals were moved, oldest first.
pub(crate) async fn changes(tx: &mut Tx, scope: &Scope, donor: DonorId) -> Result<Vec<ChangeRecord>, Fault> {
    Ok(sqlx::query_as(
        "select c.deferral_id, c.until_before, c.until_after, c.reason, c.changed_at, c.changed_by,
             u.display_name as changed_by_name
         from recruit.donor d join recruit.donor o on o.person_id = d.person_id
         join recruit.deferral f on f.donor_id = o.donor_id
         join recruit.deferral_change c on c.deferral_id = f.deferral_id
         join platform.v_user u on u.user_id = c.changed_by
         where d.donor_id = $1 and $2::uuid is null order by c.changed_at, c.change_id limit 500",
    )
    .bind(donor)
    .bind(scope.only_org())
    .fetch_all(tx.conn())
    .await?)
}

/// Moves the last day of a deferral that stands.
pub(crate) async fn move_end(
    tx: &mut Tx,
    scope: &Scope,
    (deferral, before, after): (Uuid, Day, Day),
    reason: &str,
) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query("update recruit.deferral set until = $2 where deferral_id = $1 and lifted_at is null")
        .bind(deferral)
        .bind(after)
        .execute(tx.conn())
        .await?;
    sqlx::query(
        "insert into recruit.deferral_change (change_id, deferral_id, until_before, until_after, reason, changed_at,
             changed_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(deferral)
    .bind(before)
    .bind(after)
    .bind(reason)
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
