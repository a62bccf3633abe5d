//! What may travel together, and who may do what with a box.

use std::collections::BTreeMap;

use vena_contracts::shown::{UnitRow, UnitText};
use vena_kernel::{
    id::{OrgId, UnitId},
    product::ProductCode,
    refusal::Refusal,
    rulebook, say,
    scan::{self, Meaning},
    temperature::{Celsius, TempRange},
};

use super::words::{Condition, ShipmentState};

/// The temperatures that all `products` tolerate while they are moved.
///
/// # Errors
/// `product.unknown`; `shipment.temperature-ranges` when there is no temperature that suits them all.
pub(crate) fn common_range(products: &[ProductCode]) -> Result<TempRange, Refusal> {
    let mut common = TempRange { min_c: None, max_c: None };
    for code in products {
        let transport = rulebook::products().named(*code)?.transport;
        common = both(common, transport);
        if common.min_c.zip(common.max_c).is_some_and(|(min, max)| min > max) {
            let reason = say!(
                "{code} 的运输温度（{transport}）与箱内其他品种不同，请分箱",
                "{code} travels at {transport}, unlike the rest of the box: use another box"
            );
            return Err(Refusal::new("shipment.temperature-ranges", reason));
        }
    }
    Ok(common)
}

fn both(one: TempRange, other: TempRange) -> TempRange {
    let min_c = one.min_c.into_iter().chain(other.min_c).max();
    let max_c = one.max_c.into_iter().chain(other.max_c).min();
    TempRange { min_c, max_c }
}

/// The code of a box, read from a label or typed.
///
/// # Errors
/// `shipment.box-scan` when the text means something else: a bag, an order, a person.
pub(crate) fn box_code(text: &str) -> Result<String, Refusal> {
    match scan::interpret(text)?.meaning {
        Meaning::TransportBox { code } => Ok(code),
        Meaning::Text { text } => Ok(text.trim().to_uppercase()),
        _ => {
            let shown: String = text.chars().filter(|letter| !letter.is_control()).take(40).collect();
            let reason = say!("“{shown}”不是运输箱编号", "'{shown}' is not the code of a box");
            Err(Refusal::new("shipment.box-scan", reason))
        }
    }
}

/// A box with nothing in it does not travel.
pub(crate) fn something_to_pack(units: usize) -> Result<(), Refusal> {
    if units == 0 {
        let reason = say!("该订单没有已发放且未装箱的血液", "this order has no issued unit that is not in a box yet");
        return Err(Refusal::new("shipment.nothing-to-pack", reason));
    }
    Ok(())
}

fn in_state(state: ShipmentState, wanted: ShipmentState) -> Result<(), Refusal> {
    if state == wanted {
        return Ok(());
    }
    let ((zh, en), (wanted_zh, wanted_en)) = (state.names(), wanted.names());
    let reason = say!("运输任务目前“{zh}”，需为“{wanted_zh}”", "the shipment is {en}, not {wanted_en}");
    Err(Refusal::new("shipment.state", reason))
}

fn senders(caller: OrgId, from: OrgId) -> Result<(), Refusal> {
    if caller == from {
        return Ok(());
    }
    let reason = say!("只有发出机构可以操作", "only the sending organisation does this");
    Err(Refusal::new("shipment.not-yours", reason))
}

/// Whether the packed box may be given to the driver.
pub(crate) fn may_hand_over(state: ShipmentState, caller: OrgId, from: OrgId) -> Result<(), Refusal> {
    senders(caller, from)?;
    in_state(state, ShipmentState::Packed)
}

/// Whether the box may be unpacked again.
pub(crate) fn may_cancel(state: ShipmentState, caller: OrgId, from: OrgId) -> Result<(), Refusal> {
    senders(caller, from)?;
    in_state(state, ShipmentState::Packed)
}

/// Whether the box may be opened and its units taken over.
pub(crate) fn may_receive(state: ShipmentState, caller: OrgId, to: OrgId) -> Result<(), Refusal> {
    if caller != to {
        let reason = say!("该运输任务不是送往本机构的", "this shipment is not addressed to your organisation");
        return Err(Refusal::new("shipment.not-addressed", reason));
    }
    in_state(state, ShipmentState::HandedOver)
}

/// Whether a box of this temperature may leave.
pub(crate) fn cool_enough(range: &TempRange, temperature: Option<Celsius>) -> Result<(), Refusal> {
    let Some(found) = temperature.filter(|temperature| !range.contains(*temperature)) else { return Ok(()) };
    let reason =
        say!("箱温 {found} 超出 {range}，不能交出", "the box is at {found}, outside {range}: it must not leave");
    Err(Refusal::new("box.temperature", reason))
}

/// What was found for one unit of the box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    /// The unit.
    pub(crate) unit: UnitId,
    /// How it was found.
    pub(crate) condition: Condition,
    /// In words; needed when it is not good.
    pub(crate) note: Option<String>,
}

/// Every unit of the box is named exactly once, and what is not good is described.
///
/// # Errors
/// `shipment.every-unit-once`, `shipment.note-needed`.
pub(crate) fn complete(in_box: &[UnitId], checks: &[Check]) -> Result<(), Refusal> {
    let mut times: BTreeMap<UnitId, usize> = in_box.iter().map(|unit| (*unit, 0)).collect();
    for check in checks {
        *times.entry(check.unit).or_insert(1) += 1;
    }
    let wrong = times.values().filter(|count| **count != 1).count();
    if wrong > 0 {
        let reason = say!(
            "箱内每袋血须恰好核对一次，有 {wrong} 袋不符",
            "every unit of the box is checked exactly once; {wrong} are not"
        );
        return Err(Refusal::new("shipment.every-unit-once", reason));
    }
    let described = |check: &Check| check.note.as_deref().is_some_and(|note| !note.trim().is_empty());
    if checks.iter().any(|check| check.condition != Condition::Good && !described(check)) {
        let reason = say!("破损或缺失的血液须说明情况", "say what is wrong with a unit that is damaged or missing");
        return Err(Refusal::new("shipment.note-needed", reason));
    }
    Ok(())
}

/// Which units go into the box: those that are named, or all that were issued and are in no box yet.
///
/// # Errors
/// `shipment.not-issued-units`, `shipment.already-packed`, and those of reading a label.
pub(crate) fn to_pack<'a>(
    issued: &'a [UnitRow],
    in_a_box: &[UnitId],
    texts: Option<&[String]>,
) -> Result<Vec<&'a UnitRow>, Refusal> {
    let Some(texts) = texts else {
        return Ok(issued.iter().filter(|unit| !in_a_box.contains(&unit.unit_id)).collect());
    };
    let mut chosen: Vec<&UnitRow> = Vec::new();
    for text in texts {
        let unit = UnitText::pick(text, issued).map_err(|refusal| not_issued(refusal, text))?;
        if in_a_box.contains(&unit.unit_id) {
            let label = unit.label();
            let reason = say!("{label} 已在另一个运输箱中", "{label} is in another box already");
            return Err(Refusal::new("shipment.already-packed", reason));
        }
        if !chosen.iter().any(|earlier| earlier.unit_id == unit.unit_id) {
            chosen.push(unit);
        }
    }
    Ok(chosen)
}

fn not_issued(refusal: Refusal, text: &str) -> Refusal {
    if refusal.rule != "unit.unknown" {
        return refusal;
    }
    let shown: String = text.chars().filter(|letter| !letter.is_control()).take(60).collect();
    let reason = say!("{shown} 没有为该订单发放", "{shown} has not been issued to this order");
    Refusal::new("shipment.not-issued-units", reason)
}
