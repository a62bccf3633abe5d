//! Demands about who has the unit and where it is.

use super::{Moment, demand};
use crate::{refusal::Refusal, say, unit_state::state::Mode};

/// The organisation that acts is the custodian.
pub(super) fn own_custody(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.unit.state.custody.org == m.event.org, "unit.not-in-custody", || {
        let unit = m.label();
        say!("{unit} 不在本机构保管中", "{unit} is not in the custody of your organisation")
    })
}

/// The unit is in a monitored place of its custodian.
pub(super) fn in_control(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.unit.state.custody.mode == Mode::InControl, "unit.not-in-control", || {
        let unit = m.label();
        say!("{unit} 在途或已离开控制，请先接收", "{unit} is in transit or out of control; receive it first")
    })
}

/// The unit is on a ward.
pub(super) fn out_of_control(m: &Moment<'_>) -> Result<(), Refusal> {
    let out = matches!(m.unit.state.custody.mode, Mode::OutOfControl { .. });
    demand(out, "unit.not-dispensed", || {
        let unit = m.label();
        say!("{unit} 没有发放到科室", "{unit} has not been dispensed")
    })
}

/// The unit travels in the journey that the event names.
pub(super) fn in_this_shipment(m: &Moment<'_>) -> Result<(), Refusal> {
    let shipment = m.unit.state.custody.mode.shipment();
    demand(shipment.is_some() && shipment == m.event.fact.shipment(), "unit.not-in-shipment", || {
        let unit = m.label();
        say!("{unit} 不在这次运输中", "{unit} is not in this shipment")
    })
}

/// The journey stays within the organisation.
pub(super) fn to_own(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.event.fact.to() == Some(m.event.org), "unit.not-internal", || {
        say!("内部转运只能在本机构的站点之间进行", "an internal transfer stays within one organisation")
    })
}

/// The journey leaves the organisation.
pub(super) fn to_other(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.event.fact.to() != Some(m.event.org), "unit.not-external", || {
        say!("隔离退回的接收方应为另一机构", "a unit goes to quarantine at another organisation")
    })
}

/// Who records a hand-over is the custodian or the addressee.
pub(super) fn party(m: &Moment<'_>) -> Result<(), Refusal> {
    let custody = &m.unit.state.custody;
    let addressee = matches!(custody.mode, Mode::InTransit { to, .. } if to == m.event.org);
    demand(addressee || custody.org == m.event.org, "unit.not-in-custody", || {
        let unit = m.label();
        say!(
            "{unit} 的交接只能由交方或接方记录",
            "only the giving or the receiving side can record the hand-over of {unit}"
        )
    })
}

/// A hand-over goes to the addressee of the journey, or between people of the custodian.
pub(super) fn addressed(m: &Moment<'_>) -> Result<(), Refusal> {
    let custody = &m.unit.state.custody;
    let addressee = matches!(custody.mode, Mode::InTransit { to, .. } if m.event.fact.to() == Some(to));
    demand(addressee || m.event.fact.to() == Some(custody.org), "unit.not-addressed", || {
        let unit = m.label();
        say!("{unit} 不是送往该机构的", "{unit} is not addressed to that organisation")
    })
}

/// Who receives is the addressee, or the custodian to whom the box came back.
pub(super) fn receiver(m: &Moment<'_>) -> Result<(), Refusal> {
    let custody = &m.unit.state.custody;
    let addressee = matches!(custody.mode, Mode::InTransit { to, .. } if to == m.event.org);
    demand(addressee || custody.org == m.event.org, "unit.not-addressed", || {
        let unit = m.label();
        say!("{unit} 不是送往本机构的", "{unit} is not addressed to your organisation")
    })
}
