//! What tests of nucleic acids mean. Pure.
//!
//! A reactive pool needs the donation's single tests; as the laboratory sees one donation and not its pool, the pool counts as
//! unresolved and the single test is repeated as the rulebook says. A single test that is reactive decides at once when it
//! reads one marker alone. Where one tube speaks for several markers together, each of them is tested apart: the one that is
//! found is reactive and the others are not. When none is found apart, all of them count as reactive: something was there.

use vena_kernel::{
    say,
    testing::{Marker, MarkerKind},
    unit_state::Outcome,
};

use super::{Bench, Book, Need, Reading};
use crate::words::Run;

/// Whether a run is of one donation: it was no pool.
fn single(run: &Run) -> bool {
    run.repeat > 0 || !run.pooled
}

impl Bench<'_> {
    pub(super) fn nucleic_round(&self, round: i16, reading: &mut Reading) -> Option<bool> {
        let first = self.first(round, reading)?;
        let found = |run: &&&Run| run.round == round && single(run) && self.book.is_reactive(run.value);
        if self.runs.iter().filter(found).any(|run| !run.combined) {
            return Some(true);
        }
        if self.runs.iter().any(|run| found(&run)) {
            self.tell_apart(round, reading);
        } else if self.book.is_reactive(first.value) {
            self.resolve_pool(round, reading);
        }
        Some(false)
    }

    fn resolve_pool(&self, round: i16, reading: &mut Reading) {
        let (zh, en) = self.name();
        for single in (1..=self.book.single_tests).filter(|single| self.run(round, *single).is_none()) {
            let text = say!(
                "{zh} 混样有反应性：缺单人份检测 {single}",
                "{en}: the pool was reactive, single test {single} is missing"
            );
            reading.lack(text, vec![self.need(round, single)]);
        }
    }

    fn tell_apart(&self, round: i16, reading: &mut Reading) {
        let repeat = self.book.telling_apart();
        if self.run(round, repeat).is_some_and(|run| !run.combined) {
            return;
        }
        let (zh, en) = self.name();
        let text = say!(
            "{zh} 联合检测有反应性：缺鉴别检测",
            "{en}: the combined test was reactive, the discriminating test is missing"
        );
        reading.lack(text, vec![Need { apart: true, ..self.need(round, repeat) }]);
    }
}

/// The markers of which a combined test was reactive and that nobody has found apart are reactive, all of them, unless one of
/// them was found.
pub(super) fn settle(book: &Book, runs: &[&Run], reading: &mut Reading) {
    let suspect = |marker: &&Marker| {
        let found =
            |run: &&&Run| run.marker == marker.code && run.combined && single(run) && book.is_reactive(run.value);
        marker.kind == MarkerKind::NucleicAcid && runs.iter().any(|run| found(&run))
    };
    let suspects: Vec<&Marker> = book.markers.iter().copied().filter(suspect).collect();
    let of = |code: &str, reading: &Reading| {
        reading.finals.iter().find(|known| known.marker == code).map(|known| known.outcome)
    };
    let outcomes: Vec<Option<Outcome>> = suspects.iter().map(|marker| of(&marker.code, reading)).collect();
    if suspects.is_empty() || outcomes.iter().any(|outcome| *outcome != Some(Outcome::NonReactive)) {
        return;
    }
    for known in &mut reading.finals {
        if suspects.iter().any(|marker| marker.code == known.marker) {
            known.outcome = Outcome::Reactive;
        }
    }
    reading.findings.push(say!(
        "核酸联合检测有反应性，鉴别检测均无反应性：不能区分，各项均按有反应性处理",
        "the combined nucleic acid test was reactive and no marker was found apart: each of them counts as reactive"
    ));
}
