//! Handling a wish to be deleted.

use uuid::Uuid;
use vena_contracts::care::{DonorMessages, Message, Purpose};
use vena_kernel::{clock::Day, id::DonorId, text::Text};
use vena_platform::{
    auth::{Scope, donor},
    db::Tx,
    fault::Fault,
};

use super::{db, rules::Facts};
use crate::{
    bookings::{
        act::{self, freed, held},
        db as bookings,
        tell::{cancelled_words, tell},
    },
    donors::consents::{self, Source},
};

/// Every file of the person behind `donor`.
pub(super) async fn files(tx: &mut Tx, donor: DonorId) -> Result<Vec<DonorId>, Fault> {
    act::persons(tx, donor).await
}

/// What is known of the person behind these files.
pub(super) async fn facts(tx: &mut Tx, files: &[DonorId]) -> Result<Facts, Fault> {
    let known = db::facts(tx, files).await?;
    let sign_ins = i64::try_from(donor::sessions(tx, files).await?.len()).unwrap_or(i64::MAX);
    let agreed = granted(tx, files).await?.len();
    Ok(Facts { sign_ins, consents: i64::try_from(agreed).unwrap_or(i64::MAX), ..known })
}

async fn granted(tx: &mut Tx, files: &[DonorId]) -> Result<Vec<consents::Consent>, Fault> {
    let Some(first) = files.first() else { return Ok(Vec::new()) };
    let mut words = consents::of(tx, *first).await?;
    words.retain(|word| word.granted);
    Ok(words)
}

/// Gives places back, ends consents and sign-ins, removes what was there for convenience.
pub(super) async fn end(
    tx: &mut Tx,
    scope: &Scope,
    messages: &dyn DonorMessages,
    files: &[DonorId],
) -> Result<(), Fault> {
    for id in db::open_bookings(tx, files).await? {
        let old = held(tx, scope, id).await?;
        let ending =
            bookings::Ending {
                state: "cancelled", by: "staff", reason: Some("献血者注销账号"), replaced_by: None
            };
        bookings::end(tx, id, &ending).await?;
        freed(tx, old.site_id, old.day).await?;
        tell(tx, messages, &old, ("booking_cancelled", cancelled_words(&old))).await?;
        tx.announce("bookings", Some(old.org_id)).await?;
    }
    for word in granted(tx, files).await? {
        consents::set(tx, scope, files[0], (word.channel, word.purpose, false), Source::App).await?;
    }
    db::clear(tx, files).await?;
    donor::close_all(tx, files).await
}

/// Tells the donor how far it is: under the name of the case, each step once.
pub(super) async fn told(
    tx: &mut Tx,
    messages: &dyn DonorMessages,
    (donor, kind): (DonorId, &'static str),
    (id, step): (Uuid, &str),
    text: Text,
) -> Result<(), Fault> {
    let about = format!("{}:{step}", id.simple());
    let message = Message { donor, kind, about, text, not_before: None, not_after: None, purpose: Purpose::Service };
    messages.send(tx, message).await?;
    Ok(())
}

/// `2026年2月4日`
pub(super) fn day_zh(day: Day) -> String {
    let date = day.date();
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
