//! What a day at a place has sent beside what was received of it. Pure.

use vena_contracts::collect::TubesSent;
use vena_kernel::{
    clock::Day,
    collection::chair::{self, TubeRole},
    donation_number::DonationNumber,
    id::ReceiptId,
};

use super::{db::TubeRow, words::TubeOutcome};

/// One donation of the list, and its tubes by role.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) number: DonationNumber,
    pub(crate) places: Vec<Place<'a>>,
}

/// A tube that has to be there.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    pub(crate) role: TubeRole,
    /// The one that is of use; where there is none, the last that was refused.
    pub(crate) tube: Option<&'a TubeRow>,
}

impl Place<'_> {
    /// True when a tube is there that is of use.
    pub(crate) fn is_good(&self) -> bool {
        self.tube.is_some_and(|tube| tube.outcome != TubeOutcome::Refused)
    }
}

/// The list with what was received of it so far, in the order of the donation numbers.
pub(crate) fn lines<'a>(sent: &[TubesSent], tubes: &'a [TubeRow], day: Day) -> Vec<Line<'a>> {
    let place = |one: &TubesSent, role: TubeRole| {
        let mut own = tubes.iter().filter(|tube| tube.donation_number == one.donation_number && tube.role() == role);
        let tube = own.clone().find(|tube| tube.outcome != TubeOutcome::Refused).or_else(|| own.next_back());
        Place { role, tube }
    };
    let line = |one: &TubesSent| Line {
        number: one.donation_number,
        places: chair::tubes(one.kind, day).iter().map(|rule| place(one, rule.role)).collect(),
    };
    sent.iter().map(line).collect()
}

/// What is not there: which donation, which role, and whether a tube was there and refused.
pub(crate) fn lacking(lines: &[Line<'_>]) -> Vec<(DonationNumber, TubeRole, bool)> {
    let of = |line: &Line<'_>| {
        let bad = line.places.iter().filter(|place| !place.is_good());
        bad.map(|place| (line.number, place.role, place.tube.is_some())).collect::<Vec<_>>()
    };
    lines.iter().flat_map(of).collect()
}

/// Tubes of a receipt that another day or place has sent.
pub(crate) fn foreign<'a>(sent: &[TubesSent], tubes: &'a [TubeRow], receipt: ReceiptId) -> Vec<&'a TubeRow> {
    let of_list = |tube: &&TubeRow| sent.iter().any(|one| one.donation_number == tube.donation_number);
    tubes.iter().filter(|tube| tube.receipt_id == receipt && !of_list(tube)).collect()
}
