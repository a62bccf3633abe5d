//! What an order says, in the words of `vena-sign`.

use vena_platform::documents::{PageBox, SignOrder};
use vena_sign::{
    Digest,
    cms::Evidence,
    envelope::{DocumentDigest, Envelope},
    pdf::{Appearance, FieldOrder},
};

use super::pen::Who;

/// Bytes kept free for a signature: certificates, envelope, an answer of a security key, time stamp and short lists.
const ROOM_BYTES: usize = 48 * 1024;
/// An entry of a list of withdrawn certificates, generously.
const ENTRY_BYTES: usize = 64;
/// The room grows with the lists in steps, so that a certificate that is withdrawn between the two steps of a signature
/// elsewhere, or a new list of another authority, does not change what was signed.
const STEP_ENTRIES: usize = 256;
/// The same for the lists of others.
const STEP_BYTES: usize = 64 * 1024;

/// Bytes to keep free.
pub(super) fn room(order: &SignOrder<'_>, trusted: &Evidence) -> usize {
    let own = order.withdrawn.len() / STEP_ENTRIES * STEP_ENTRIES * ENTRY_BYTES;
    let others: usize = trusted.crls.iter().map(|list| list.der().len()).sum();
    ROOM_BYTES + own + others.next_multiple_of(STEP_BYTES)
}

/// Where the signature stands and what a reader of the file is told about it.
pub(super) fn field<'a>(
    order: &SignOrder<'a>,
    (name, signer): (&'a str, &'a str),
    appearance: Appearance,
    room: usize,
) -> FieldOrder<'a> {
    let rect = |place: &PageBox| {
        let (right, top) = (place.left_pt + place.width_pt, place.bottom_pt + place.height_pt);
        (place.page.saturating_sub(1), [place.left_pt, place.bottom_pt, right, top], appearance.clone())
    };
    let (page, rect, appearance) = order.place.map_or((0, [0.0; 4], Appearance::Invisible), rect);
    let (reason, location, at) = (order.reason, order.device, order.at);
    FieldOrder { name, page, rect, appearance, signer, reason, location, at, room }
}

/// What is signed.
pub(super) fn envelope(order: &SignOrder<'_>, who: &Who, digest: Digest) -> Envelope {
    Envelope {
        document: DocumentDigest::of(digest, order.pdf),
        template: order.template.to_owned(),
        template_version: order.template_version.to_string(),
        signer: who.name.clone(),
        account: who.account.clone(),
        certificate: who.certificate.clone(),
        role: order.role.to_owned(),
        reason: order.reason.to_owned(),
        at: order.at,
        device: order.device.to_owned(),
        event: order.event.to_owned(),
        form_code: order.form_code.to_owned(),
        number: order.number.to_owned(),
    }
}
