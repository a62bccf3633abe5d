//! ABO and RhD: forward and reverse agree, and nobody is RhD-negative without a second look. Pure.

use vena_kernel::{
    abo::{Abo, BloodGroup, Rhd},
    say,
};

use super::{Need, Reading};
use crate::words::{Run, Value};

/// ABO from the cells.
pub(crate) const FORWARD: &str = "ABO-FORWARD";
/// ABO from the plasma.
pub(crate) const REVERSE: &str = "ABO-REVERSE";
/// RhD; its first retest is the confirmation of weak D.
pub(crate) const RHD: &str = "RHD";

/// The values of a marker's run, rounds in their order.
fn values<'a>(runs: &'a [&Run], marker: &'a str, repeat: i16) -> impl Iterator<Item = Value> + 'a {
    runs.iter().filter(move |run| run.marker == marker && run.repeat == repeat).map(|run| run.value)
}

fn need(marker: &str, repeat: i16) -> Need {
    Need { marker: marker.to_owned(), round: 1, repeat, maker: None, apart: false }
}

/// Adds the group to `reading`, or what it lacks.
pub(super) fn read(runs: &[&Run], reading: &mut Reading) {
    let (abo, rhd) = (abo(runs, reading), rhd(runs, reading));
    reading.group = abo.zip(rhd).map(|(abo, rhd)| BloodGroup::new(abo, rhd));
}

fn abo(runs: &[&Run], reading: &mut Reading) -> Option<Abo> {
    let of = |marker| {
        values(runs, marker, 0).find_map(|value| match value {
            Value::Abo { abo } => Some(abo),
            _ => None,
        })
    };
    let (forward, reverse) = (of(FORWARD)?, of(REVERSE)?);
    if forward != reverse {
        let text = say!(
            "ABO 正定型 {forward} 与反定型 {reverse} 不一致：须复检",
            "ABO forward {forward} and reverse {reverse} disagree: test again"
        );
        // Tested anew, each supersedes what it gave before.
        reading.lack(text, vec![need(FORWARD, 0), need(REVERSE, 0)]);
        return None;
    }
    Some(forward)
}

fn rhd(runs: &[&Run], reading: &mut Reading) -> Option<Rhd> {
    let of = |repeat| {
        values(runs, RHD, repeat).find_map(|value| match value {
            Value::Rhd { rhd } => Some(rhd),
            _ => None,
        })
    };
    match (of(0)?, of(1)) {
        (Rhd::Positive, _) => Some(Rhd::Positive),
        (Rhd::Negative, Some(Rhd::Negative)) => Some(Rhd::Negative),
        (Rhd::Negative, Some(Rhd::Positive)) => {
            reading.findings.push(say!("弱 D：按 RhD 阳性", "weak D: labelled RhD positive"));
            Some(Rhd::Positive)
        }
        (Rhd::Negative, None) => {
            let text = say!("RhD 阴性：缺弱 D 确认", "RhD negative: the weak D confirmation is missing");
            reading.lack(text, vec![need(RHD, 1)]);
            None
        }
    }
}
