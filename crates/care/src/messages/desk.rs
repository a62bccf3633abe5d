//! What other scenes may ask of care: tell a donor something.

use std::sync::Arc;

use anyhow::anyhow;
use serde_json::json;
use vena_contracts::{
    Answer,
    care::{DonorMessages, Followed, InboxMessage, Message, PhoneCode, PhoneNote, Purpose, Sent},
    recruit::DonorDesk,
};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{DonorId, MessageId},
    masking::mask_phone,
};
use vena_platform::{db::Tx, fault::Fault, vault::Vault};

use super::{
    db::{self, NewMessage},
    kinds, rules,
};
use crate::sending::SEND;

/// The desk that takes messages for donors.
pub(crate) struct Desk {
    donors: Arc<dyn DonorDesk>,
    vault: Vault,
}

impl Desk {
    pub(crate) fn new(donors: Arc<dyn DonorDesk>, vault: Vault) -> Self {
        Self { donors, vault }
    }

    async fn take(&self, tx: &mut Tx, message: Message) -> Result<Sent, Fault> {
        let kind = kinds::kind(message.kind)
            .ok_or_else(|| anyhow!("messages/kinds.toml knows no kind of messages called {}", message.kind))?;
        let reach = self.donors.reach(tx, message.donor, message.purpose).await?;
        let draft = rules::draft(reach.as_ref(), kind, message.purpose, &message.text);
        let new = NewMessage {
            kind: message.kind,
            about: &message.about,
            donor: Some(message.donor),
            purpose: message.purpose,
            to_masked: draft.to_masked.as_deref(),
            text: &draft.text,
            template: &message.text,
            inbox: draft.inbox,
            reason: draft.reason.as_ref(),
            not_before: message.not_before,
            not_after: message.not_after,
            sealed: None,
        };
        let Some(id) = db::insert(tx, new).await? else {
            return Ok(Sent::Before(db::told_before(tx, message.donor, message.kind, &message.about).await?));
        };
        tx.announce("messages", None).await?;
        if let Some(reason) = draft.reason {
            return Ok(Sent::Withheld(id, reason));
        }
        if message.not_before.is_none_or(|at| at <= tx.now()) {
            tx.enqueue(SEND, &json!({ "message_id": id })).await?;
        }
        Ok(Sent::Queued(id))
    }

    async fn take_code(&self, tx: &mut Tx, code: PhoneCode) -> Result<MessageId, Fault> {
        let about = tx.new_id().simple().to_string();
        let new = NewMessage {
            kind: kinds::SIGN_IN_CODE,
            about: &about,
            donor: None,
            purpose: Purpose::Service,
            to_masked: Some(&mask_phone(&code.phone)),
            text: &rules::without_code(&code.text),
            template: &code.text,
            inbox: false,
            reason: None,
            not_before: None,
            not_after: Some(code.not_after),
            sealed: Some((self.vault.seal(&code.phone)?, self.vault.seal(&code.code)?)),
        };
        let id = db::insert(tx, new).await?.ok_or_else(|| anyhow!("two codes have one number"))?;
        tx.enqueue(SEND, &json!({ "message_id": id })).await?;
        Ok(id)
    }

    async fn take_note(&self, tx: &mut Tx, note: PhoneNote) -> Result<MessageId, Fault> {
        kinds::kind(note.kind)
            .ok_or_else(|| anyhow!("messages/kinds.toml knows no kind of messages called {}", note.kind))?;
        let new = NewMessage {
            kind: note.kind,
            about: &note.about,
            donor: None,
            purpose: Purpose::Service,
            to_masked: Some(&mask_phone(&note.phone)),
            text: &note.text,
            template: &note.text,
            inbox: false,
            reason: None,
            not_before: None,
            not_after: note.not_after,
            sealed: Some((self.vault.seal(&note.phone)?, self.vault.seal("")?)),
        };
        let id = db::insert(tx, new).await?.ok_or_else(|| anyhow!("two notes have one number"))?;
        tx.announce("messages", None).await?;
        tx.enqueue(SEND, &json!({ "message_id": id })).await?;
        Ok(id)
    }

    async fn read(
        &self,
        tx: &mut Tx,
        donors: &[DonorId],
        before: Option<MessageId>,
        limit: i64,
    ) -> Result<Vec<InboxMessage>, Fault> {
        let name = match donors.first() {
            Some(donor) => self.donors.reach(tx, *donor, Purpose::Service).await?.map(|reach| reach.name),
            None => None,
        };
        let rows = db::inbox(tx, donors, before, limit).await?;
        let shown = rows.into_iter().map(|row| InboxMessage {
            message_id: row.message_id,
            title: kinds::title(&row.kind),
            kind: row.kind,
            text: rules::addressed(&row.words.0, name.as_deref()),
            at: row.at,
            read: row.opened,
        });
        Ok(shown.collect())
    }
}

impl DonorMessages for Desk {
    fn send<'a>(&'a self, tx: &'a mut Tx, message: Message) -> Answer<'a, Sent> {
        Box::pin(self.take(tx, message))
    }

    fn send_code<'a>(&'a self, tx: &'a mut Tx, code: PhoneCode) -> Answer<'a, MessageId> {
        Box::pin(self.take_code(tx, code))
    }

    fn send_note<'a>(&'a self, tx: &'a mut Tx, note: PhoneNote) -> Answer<'a, MessageId> {
        Box::pin(self.take_note(tx, note))
    }

    fn inbox<'a>(
        &'a self,
        tx: &'a mut Tx,
        donors: &'a [DonorId],
        before: Option<MessageId>,
        limit: i64,
    ) -> Answer<'a, Vec<InboxMessage>> {
        Box::pin(self.read(tx, donors, before, limit))
    }

    fn unread<'a>(&'a self, tx: &'a mut Tx, donors: &'a [DonorId]) -> Answer<'a, i64> {
        Box::pin(db::unread(tx, donors))
    }

    fn used<'a>(&'a self, tx: &'a mut Tx, donors: &'a [DonorId]) -> Answer<'a, Vec<(DonationNumber, Instant)>> {
        Box::pin(db::used(tx, donors))
    }

    fn followed<'a>(&'a self, tx: &'a mut Tx, donors: &'a [DonorId]) -> Answer<'a, Vec<Followed>> {
        Box::pin(async move {
            let rows = db::followed(tx, donors).await?;
            let shown = rows.into_iter().map(|(donation_number, points, gift)| Followed {
                donation_number,
                points,
                gift: gift.map(|code| crate::gifts::name(&code)),
            });
            Ok(shown.collect())
        })
    }

    fn opened<'a>(&'a self, tx: &'a mut Tx, donors: &'a [DonorId], message: MessageId) -> Answer<'a, bool> {
        Box::pin(db::opened(tx, donors, message))
    }
}
