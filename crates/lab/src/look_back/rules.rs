//! Which other donations of a donor are concerned. Pure.

use vena_contracts::collect::Sibling;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    zone,
};

use crate::judging::rules::{Book, Reading};

/// The donations among `siblings` at which is looked back because one of `collected_at` reads as `reading`: none when
/// nothing infectious was found. Later donations are always concerned, and all are when the rulebook sets no window.
pub(super) fn concerned(
    book: &Book,
    reading: &Reading,
    collected_at: Instant,
    siblings: &[Sibling],
) -> Vec<DonationNumber> {
    let day = |at: Instant| at.day_in(&zone::china());
    let previous = siblings.iter().map(|sibling| sibling.ended_at).filter(|at| *at < collected_at).max().map(day);
    let windows: Vec<Option<Day>> =
        book.agents(reading).map(|rule| rule?.first_day(day(collected_at), previous)).collect();
    let reached =
        |sibling: &&Sibling| windows.iter().any(|first| first.is_none_or(|first| day(sibling.ended_at) >= first));
    siblings.iter().filter(reached).map(|sibling| sibling.donation_number).collect()
}
