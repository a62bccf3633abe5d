//! One way in for every deferral that a person enters: at the desk, by a physician's decision, after a call.

use uuid::Uuid;
use vena_contracts::{
    Answer,
    recruit::{DeferralEntered, DeferralEntry, DeferralSource, DonorDeferrals},
};
use vena_kernel::{clock::Day, id::DonorId, refusal::Refusal};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
    vault::Vault,
};

use super::{db, rules};
use crate::{
    book::{Book, Kind},
    donors, today,
};

/// Whose, why and where from.
pub(super) struct Entry<'a> {
    pub(super) donor: DonorId,
    pub(super) code: &'a str,
    pub(super) note: Option<&'a str>,
    pub(super) source: &'static str,
    pub(super) about: Option<&'a str>,
}

/// Enters a deferral, or finds the one of the same code that was entered about the same thing.
pub(super) async fn enter(
    tx: &mut Tx,
    scope: &Scope,
    vault: &Vault,
    typed: &rules::Typed<'_>,
    entry: &Entry<'_>,
) -> Result<(Uuid, Option<Day>), Fault> {
    let id = entry.donor;
    if !donors::db::lock(tx, scope, id).await? {
        return Err(Problem::not_found("donor", id).into());
    }
    if let Some(about) = entry.about
        && let Some(known) = db::about(tx, id, entry.code, about).await?
    {
        return Ok(known);
    }
    let donor = donors::db::donor(tx, scope, id).await?.ok_or_else(|| Problem::not_found("donor", id))?;
    let day = today::day(tx.now());
    let wrong = |field, refusal: Refusal| Problem::invalid(field, "", &refusal.rule, refusal.reason);
    let reason = Book::get().reason(entry.code, day).map_err(|refusal| wrong("code", refusal))?;
    let sex = donors::sex_of(&donor.sex);
    let checked = rules::check(typed, reason, sex, day).map_err(|(field, refusal)| wrong(field, refusal))?;
    let note_sealed = entry.note.map(|note| vault.seal(note)).transpose()?;
    let new = db::NewDeferral {
        donor: id,
        code: entry.code,
        case: typed.case,
        checked: &checked,
        note_sealed,
        source: entry.source,
        about: entry.about,
    };
    let deferral = db::insert(tx, scope, &new).await?;
    tx.announce("donors", Some(scope.org)).await?;
    Ok((deferral.unwrap_or_default(), checked.until))
}

/// `today` for a temporary reason without a usual length.
fn open_until(asked: &DeferralEntry<'_>, today: Day) -> Option<Day> {
    let reason = Book::get().reason(asked.code, today).ok().filter(|reason| reason.kind == Kind::Temporary)?;
    let case = reason.case(asked.case).ok()?;
    reason.usual_end(case, today).is_none().then_some(today)
}

/// Enters deferrals for other scenes.
pub(crate) struct DeferralDesk {
    vault: Vault,
}

impl DeferralDesk {
    pub(crate) fn new(vault: Vault) -> Self {
        Self { vault }
    }
}

impl DonorDeferrals for DeferralDesk {
    fn enter<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, asked: DeferralEntry<'a>) -> Answer<'a, DeferralEntered> {
        Box::pin(async move {
            // Where the rulebook gives no length and no physician is there to say one, that day is closed.
            let that_day = (asked.source == DeferralSource::Vehicle).then(|| open_until(&asked, today::day(tx.now())));
            let typed = rules::Typed {
                kind: None,
                case: asked.case,
                event_on: asked.event_on,
                until: asked.until.or(that_day.flatten()),
                confidential: false,
                // A physician may set another last day than the rulebook's, and says why.
                judged: asked.source == DeferralSource::Physician && asked.note.is_some(),
            };
            let source = match asked.source {
                DeferralSource::Physician | DeferralSource::Vehicle => "physician",
                DeferralSource::CallBack => "call_back",
                DeferralSource::Reaction => "reaction",
            };
            let entry =
                Entry { donor: asked.donor, code: asked.code, note: asked.note, source, about: Some(&asked.about) };
            let (deferral_id, until) = enter(tx, scope, &self.vault, &typed, &entry).await?;
            Ok(DeferralEntered { deferral_id, until })
        })
    }
}
