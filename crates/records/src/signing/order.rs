//! What a signature is about, owned: it travels to the thread that signs.

use vena_kernel::clock::Instant;
use vena_platform::{
    db::Tx,
    documents::{Hand, PageBox, Profile, SignOrder, Withdrawn},
    fault::Fault,
    vault::Vault,
};

use crate::{
    Desk,
    certificates::{self, authority, db::CertificateRow},
    documents::db::{DocumentHead, SlotRow},
};

/// What proves a signature besides the key: the authority of its profile, and what has been withdrawn so far.
#[derive(Clone)]
pub(crate) struct Proofs {
    authority: Vec<u8>,
    withdrawn: Vec<Withdrawn>,
    list_number: u64,
}

impl Proofs {
    /// Those for a certificate, as they stand now.
    pub(crate) async fn of(
        tx: &mut Tx,
        vault: &Vault,
        desk: &Desk,
        certificate: &CertificateRow,
    ) -> Result<Self, Fault> {
        Self::of_profile(tx, vault, desk, certificate.profile).await
    }

    /// Those for a signature with these algorithms, as they stand now.
    pub(crate) async fn of_profile(tx: &mut Tx, vault: &Vault, desk: &Desk, profile: Profile) -> Result<Self, Fault> {
        Ok(Self {
            authority: authority::of(tx, vault, &*desk.notary, profile).await?,
            withdrawn: authority::withdrawn(tx, profile).await?,
            list_number: certificates::db::next_list(tx).await?.unsigned_abs(),
        })
    }
}

/// What is signed where and why.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) slot: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) device: &'a str,
}

/// A [`SignOrder`] that owns what it says, but for the hand.
pub(crate) struct Order {
    proofs: Proofs,
    pub(crate) pdf: Vec<u8>,
    place: Option<PageBox>,
    template: String,
    template_version: u32,
    form_code: String,
    number: String,
    role: String,
    reason: String,
    device: String,
    at: Instant,
    pub(crate) stamp_serial: u64,
}

impl Order {
    /// The order of one place of a document, whose newest bytes are `pdf`.
    pub(crate) fn new(
        proofs: &Proofs,
        (head, slots): (&DocumentHead, &[SlotRow]),
        pdf: Vec<u8>,
        words: Words<'_>,
        at: Instant,
    ) -> Self {
        let title = slots.iter().find(|slot| slot.slot == words.slot).map(|slot| slot.title.zh.clone());
        Self {
            proofs: proofs.clone(),
            pdf,
            place: head.boxes.iter().find(|place| place.name == words.slot).cloned(),
            template: head.template.clone(),
            template_version: head.form_version.unsigned_abs(),
            form_code: head.form_code.clone(),
            number: head.number.clone(),
            role: title.unwrap_or_else(|| words.slot.to_owned()),
            reason: words.reason.to_owned(),
            device: words.device.to_owned(),
            at,
            stamp_serial: 0,
        }
    }

    /// The order for the notary.
    pub(crate) fn with<'a>(&'a self, hand: Hand<'a>) -> SignOrder<'a> {
        SignOrder {
            authority: &self.proofs.authority,
            pdf: &self.pdf,
            place: self.place.as_ref(),
            hand,
            template: &self.template,
            template_version: self.template_version,
            form_code: &self.form_code,
            number: &self.number,
            role: &self.role,
            reason: &self.reason,
            device: &self.device,
            event: "",
            at: self.at,
            stamp_serial: self.stamp_serial,
            withdrawn: &self.proofs.withdrawn,
            list_number: self.proofs.list_number,
        }
    }
}
