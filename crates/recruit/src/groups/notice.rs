//! What the contact of a group is told when we take its places back.

use vena_contracts::care::PhoneNote;
use vena_kernel::{clock::Day, say, text::Text};
use vena_platform::{db::Tx, fault::Fault};

use super::db;
use crate::{
    bookings::{act::Desk, db::BookingRow},
    today,
};

/// Tells the contact of each group among `hits`, once.
pub(crate) async fn tell(tx: &mut Tx, desk: &Desk<'_>, hits: &[BookingRow], why: &str) -> Result<(), Fault> {
    let mut groups: Vec<uuid::Uuid> = hits.iter().filter_map(|row| row.group_id).collect();
    groups.sort_unstable();
    groups.dedup();
    let today: Day = today::day(tx.now());
    for group in groups {
        let lost: Vec<&BookingRow> = hits.iter().filter(|row| row.group_id == Some(group)).collect();
        let (Some(row), Some(first)) = (db::list(tx, desk.scope, today, Some(group)).await?.pop(), lost.first()) else {
            continue;
        };
        let note = PhoneNote {
            phone: desk.vault.open(&row.contact_phone_sealed)?,
            kind: "group_notice",
            about: format!("{group}:{}", first.booking_id),
            text: words(&row, lost.len(), why),
            not_after: Some(first.starts_at),
        };
        desk.messages.send_note(tx, note).await?;
    }
    Ok(())
}

fn words(group: &db::GroupRow, places: usize, why: &str) -> Text {
    let (name, day, site, site_en) = (&group.name, group.day, &group.site_name, &group.site_name_en);
    say!(
        "您好，很抱歉，{name} {day} 在{site}的团体预约有 {places} 个名额被取消。原因：{why}。我们会尽快与您联系另行安排。",
        "We are sorry: {places} places of {name} on {day} at {site_en} had to be cancelled. Reason: {why}. We will call you about another day."
    )
}
