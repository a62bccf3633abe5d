//! Demands about whom the unit is kept for.

use super::{Moment, demand};
use crate::{
    clock::Instant,
    refusal::Refusal,
    say,
    unit_state::{
        event::Fact,
        state::{Promise, Transfusion},
    },
};

fn promised_to_other(m: &Moment<'_>) -> Refusal {
    let unit = m.label();
    Refusal::new(
        "unit.promised-to-other",
        say!("{unit} 已留给其他订单或患者", "{unit} is kept for another order or patient"),
    )
}

/// Promised to nobody; a lapsed promise does not count.
pub(super) fn free(m: &Moment<'_>) -> Result<(), Refusal> {
    match m.unit.state.promise.at(m.now) {
        Promise::Free => Ok(()),
        _ => Err(promised_to_other(m)),
    }
}

/// Promised to nobody, or matched for this same patient.
pub(super) fn free_or_same_patient(m: &Moment<'_>) -> Result<(), Refusal> {
    match m.unit.state.promise.at(m.now) {
        Promise::Free => Ok(()),
        Promise::Matched { patient, .. } if Some(*patient) == m.event.fact.patient() => Ok(()),
        _ => Err(promised_to_other(m)),
    }
}

/// There is something to undo, lapsed or not.
pub(super) fn something_promised(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.unit.state.promise != Promise::Free, "unit.not-promised", || {
        let unit = m.label();
        say!("{unit} 没有被占用", "{unit} is promised to nobody")
    })
}

/// Promised to the order that the event names, and not issued yet.
pub(super) fn promised_to_order(m: &Moment<'_>) -> Result<(), Refusal> {
    let (unit, order) = (m.label(), m.event.fact.order());
    match m.unit.state.promise.at(m.now) {
        Promise::Promised { order: to, .. } if Some(*to) == order => Ok(()),
        Promise::Committed { order: to, .. } if Some(*to) == order => {
            Err(Refusal::new("unit.already-issued", say!("{unit} 已经发出", "{unit} has been issued already")))
        }
        Promise::Free => Err(Refusal::new(
            "unit.not-promised",
            say!(
                "{unit} 没有为该订单预留，或预留已过期",
                "{unit} is not promised to this order, or the promise has lapsed"
            ),
        )),
        _ => Err(promised_to_other(m)),
    }
}

/// Issued to the organisation that the event names.
pub(super) fn committed_to(m: &Moment<'_>) -> Result<(), Refusal> {
    match m.unit.state.promise {
        Promise::Committed { to, .. } if Some(to) == m.event.fact.to() => Ok(()),
        Promise::Committed { .. } => Err(promised_to_other(m)),
        _ => {
            let unit = m.label();
            Err(Refusal::new(
                "unit.not-issued",
                say!("{unit} 没有向该机构发出", "{unit} has not been issued to that organisation"),
            ))
        }
    }
}

/// Matched for the patient that the event names, and the match has not lapsed.
pub(super) fn matched_to_patient(m: &Moment<'_>) -> Result<(), Refusal> {
    let unit = m.label();
    match (&m.unit.state.promise, m.unit.state.promise.at(m.now)) {
        (_, Promise::Matched { patient, .. }) if Some(*patient) == m.event.fact.patient() => Ok(()),
        (Promise::Matched { .. }, Promise::Free) => {
            Err(Refusal::new("unit.match-lapsed", say!("{unit} 的配血已失效", "the match of {unit} has lapsed")))
        }
        (_, Promise::Free) => Err(Refusal::new(
            "unit.not-matched",
            say!("{unit} 没有为该患者配血", "{unit} is not matched for this patient"),
        )),
        _ => Err(promised_to_other(m)),
    }
}

/// Handed out for the patient that the event names.
pub(super) fn dispensed_to_patient(m: &Moment<'_>) -> Result<(), Refusal> {
    match m.unit.state.promise {
        Promise::Dispensed { patient } if Some(patient) == m.event.fact.patient() => Ok(()),
        _ => Err(promised_to_other(m)),
    }
}

/// A transfusion to this patient has begun and not ended.
pub(super) fn transfusion_open(m: &Moment<'_>) -> Result<(), Refusal> {
    let open = matches!(&m.unit.state.transfusion, Some(Transfusion { patient, ended_at: None, .. })
        if Some(*patient) == m.event.fact.patient());
    demand(open, "unit.no-open-transfusion", || {
        let unit = m.label();
        say!("{unit} 没有该患者正在进行的输注", "{unit} has no running transfusion to this patient")
    })
}

fn until(m: &Moment<'_>) -> Option<Instant> {
    match m.event.fact {
        Fact::Promised { until, .. } | Fact::Matched { until, .. } => Some(until),
        _ => None,
    }
}

/// The promise ends in the future.
pub(super) fn until_ahead(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(until(m).is_some_and(|until| until > m.now), "unit.promise-in-past", || {
        say!("预留或配血的截止时间已过", "the promise or match would end before it begins")
    })
}

/// The unit does not expire before the promise ends.
pub(super) fn unexpired_until(m: &Moment<'_>) -> Result<(), Refusal> {
    let lasting = until(m).is_some_and(|until| !m.unit.facts.is_expired(until));
    demand(lasting, "unit.expires-before-promise-ends", || {
        let unit = m.label();
        say!("{unit} 在预留截止前就会过期", "{unit} expires before the promise ends")
    })
}
