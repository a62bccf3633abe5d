//! A desk of messages that a test can read.

use std::sync::{Arc, Mutex};

use vena_contracts::{
    Answer,
    care::{DonorMessages, Followed, InboxMessage, Message, PhoneCode, PhoneNote, Sent},
    collect::{DonorVisit, DonorVisits, DonorWishes, Wished},
};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{DonationId, DonorId, MessageId},
};
use vena_platform::{auth::Scope, db::Tx};

/// What was handed over.
#[derive(Default, Clone)]
pub(crate) struct Told(pub(crate) Arc<Mutex<Vec<Message>>>);

impl DonorMessages for Told {
    fn send<'a>(&'a self, tx: &'a mut Tx, message: Message) -> Answer<'a, Sent> {
        Box::pin(async move {
            self.0.lock().expect("no panic").push(message);
            Ok(Sent::Queued(MessageId::from_uuid(tx.new_id())))
        })
    }

    fn send_code<'a>(&'a self, tx: &'a mut Tx, _: PhoneCode) -> Answer<'a, MessageId> {
        Box::pin(async move { Ok(MessageId::from_uuid(tx.new_id())) })
    }

    fn send_note<'a>(&'a self, tx: &'a mut Tx, _: PhoneNote) -> Answer<'a, MessageId> {
        Box::pin(async move { Ok(MessageId::from_uuid(tx.new_id())) })
    }

    fn inbox<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a [DonorId],
        _: Option<MessageId>,
        _: i64,
    ) -> Answer<'a, Vec<InboxMessage>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn unread<'a>(&'a self, _: &'a mut Tx, _: &'a [DonorId]) -> Answer<'a, i64> {
        Box::pin(async { Ok(0) })
    }

    fn used<'a>(&'a self, _: &'a mut Tx, _: &'a [DonorId]) -> Answer<'a, Vec<(DonationNumber, Instant)>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn followed<'a>(&'a self, _: &'a mut Tx, _: &'a [DonorId]) -> Answer<'a, Vec<Followed>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn opened<'a>(&'a self, _: &'a mut Tx, _: &'a [DonorId], _: MessageId) -> Answer<'a, bool> {
        Box::pin(async { Ok(false) })
    }
}

/// A desk that knows no visit.
pub(crate) struct NoVisits;

impl DonorVisits for NoVisits {
    fn visits<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, _: &'a [DonorId], _: i64) -> Answer<'a, Vec<DonorVisit>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

/// A desk that knows no donation.
pub(crate) struct NoWishes;

impl DonorWishes for NoWishes {
    fn not_to_be_used<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a Scope,
        _: DonorId,
        _: DonationId,
        _: &'static str,
    ) -> Answer<'a, Option<Wished>> {
        Box::pin(async { Ok(None) })
    }
}
