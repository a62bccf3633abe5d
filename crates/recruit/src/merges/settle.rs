//! Two files of one person may each have a place: the earlier one stays, the later one is given back, and the donor is told.

use vena_contracts::care::DonorMessages;
use vena_kernel::{id::DonorId, say, text::Text};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::db;
use crate::bookings::{
    act::{self, held},
    db as bookings,
    tell::tell,
};

/// Gives back every place of the person but the earliest one. Returns how many.
pub(super) async fn bookings(
    tx: &mut Tx,
    scope: &Scope,
    messages: &dyn DonorMessages,
    survivor: DonorId,
) -> Result<usize, Fault> {
    let open = db::open_bookings(tx, survivor).await?;
    let Some((first, later)) = open.split_first() else { return Ok(0) };
    let kept = act::found(tx, scope, first.0).await?;
    // Whoever has come is at the door already: that place is used, not given back.
    for (id, _) in later.iter().filter(|(_, arrived)| !arrived) {
        let old = held(tx, scope, *id).await?;
        let ending = bookings::Ending {
            state: "cancelled",
            by: "staff",
            reason: Some("两份档案合并，保留较早的预约"),
            replaced_by: None,
        };
        bookings::end(tx, *id, &ending).await?;
        if old.state == "offered" {
            crate::waiting::declined(tx, *id).await?;
        }
        act::freed(tx, old.site_id, old.day).await?;
        tell(tx, messages, &old, ("booking_cancelled", words(&old, &kept))).await?;
        tx.announce("bookings", Some(old.org_id)).await?;
    }
    Ok(later.len())
}

fn words(old: &bookings::BookingRow, kept: &bookings::BookingRow) -> Text {
    let shown = crate::bookings::rules::shown;
    let (was, stays) = (shown(old.starts_at), shown(kept.starts_at));
    let (zh, en) = (&kept.site_name, &kept.site_name_en);
    say!(
        "{{name}}您好，您有两个预约，一人一次只留一个：{was} 的预约已取消，{stays} {zh}的预约为您保留。如需改期，请在预约页面办理。",
        "Dear {{name}}, you had two places, and one is kept for each person: that of {was} was cancelled, that of {stays} at {en} stays yours. You may move it in the app."
    )
}
