//! What the laboratory may ask about sample tubes: which donations a day at a place has given, and what happened to their tubes
//! until the station had them.

mod db;

use vena_contracts::{
    Answer,
    collect::{SessionSent, TubeDesk, TubeStep, TubesSent},
};
use vena_kernel::{
    clock::{Day, Instant},
    collection::chair,
    donation_number::DonationNumber,
    id::{OrgId, SiteId},
    zone,
};
use vena_platform::{db::Tx, fault::Fault};

/// The desk: reads tubes for others.
pub(crate) struct Tubes;

/// When a day begins and ends on Chinese clocks; `None` of one that no calendar has.
fn bounds(day: Day) -> Option<(Instant, Instant)> {
    let next = day.date().tomorrow().map_or(day, Day::from);
    day.start_in(&zone::china()).zip(next.start_in(&zone::china()))
}

fn sent(row: db::SentRow) -> TubesSent {
    let day = row.registered_at.day_in(&zone::china());
    let db::SentRow { donation_number, kind, ended_at, site_id, .. } = row;
    TubesSent { donation_number, kind, ended_at, site_id, day }
}

async fn journey(tx: &mut Tx, number: DonationNumber) -> Result<Vec<TubeStep>, Fault> {
    let rows = db::journey(tx, number).await?;
    Ok(rows.into_iter().map(|db::StepRow { step, at, by_name, place }| TubeStep { step, at, by_name, place }).collect())
}

/// Adds the donations of one kind to those of the same day at the same place, which come one after another.
fn together(mut sent: Vec<SessionSent>, row: db::SessionRow) -> Vec<SessionSent> {
    let db::SessionRow { site_id, site_name, day, kind, donations } = row;
    let each = i64::try_from(chair::tubes(kind, day).len()).unwrap_or_default();
    match sent.last_mut().filter(|last| last.site_id == site_id && last.day == day) {
        Some(last) => {
            last.donations += donations;
            last.tubes += donations * each;
        }
        None => sent.push(SessionSent { site_id, site_name, day, donations, tubes: donations * each }),
    }
    sent
}

impl TubeDesk for Tubes {
    fn of_session<'a>(&'a self, tx: &'a mut Tx, site: SiteId, day: Day) -> Answer<'a, Vec<TubesSent>> {
        Box::pin(async move {
            let Some(bounds) = bounds(day) else { return Ok(Vec::new()) };
            Ok(db::of_session(tx, site, bounds).await?.into_iter().map(sent).collect())
        })
    }

    fn of_donation<'a>(&'a self, tx: &'a mut Tx, number: DonationNumber) -> Answer<'a, Option<TubesSent>> {
        Box::pin(async move { Ok(db::of_donation(tx, number).await?.map(sent)) })
    }

    fn sessions<'a>(&'a self, tx: &'a mut Tx, org: OrgId, since: Day) -> Answer<'a, Vec<SessionSent>> {
        Box::pin(async move {
            let Some((begin, _)) = bounds(since) else { return Ok(Vec::new()) };
            let rows = db::sessions(tx, org, begin).await?;
            Ok(rows.into_iter().fold(Vec::new(), together))
        })
    }

    fn journey<'a>(&'a self, tx: &'a mut Tx, number: DonationNumber) -> Answer<'a, Vec<TubeStep>> {
        Box::pin(journey(tx, number))
    }
}
