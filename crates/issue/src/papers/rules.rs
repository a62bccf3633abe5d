//! An order and its journey as the fields of the hand-over slip.

use serde::Serialize;
use serde_json::{Value, json};
use vena_contracts::{
    shown::{place_name, tenths},
    transport::{Found, Journey},
};
use vena_kernel::{
    clock::Instant,
    refusal::Refusal,
    say,
    text::{Lang, Text},
    zone,
};

use crate::orders::{
    db::{Head, OrderUnitRow},
    words::OrderUnitState,
};

/// What a slip is made from.
pub(super) struct Facts<'a> {
    pub(super) head: &'a Head,
    pub(super) units: &'a [OrderUnitRow],
    /// Who gave units out, of which organisation, when.
    pub(super) issuer: Option<(String, String, Instant)>,
    pub(super) journey: Option<&'a Journey>,
    pub(super) lang: Lang,
}

/// The fields of the form `allocation-slip`: the units of the newest box, or everything that was given out while nothing is
/// packed.
///
/// # Errors
/// `order.nothing-issued` when nothing has been given out yet.
pub(super) fn slip(facts: &Facts<'_>) -> Result<Value, Refusal> {
    let (head, units) = (facts.head, handed_over(facts));
    let (Some((issuer, from, at)), false) = (&facts.issuer, units.is_empty()) else { return Err(nothing_issued()) };
    let mut fields = json!({
        "order_number": head.order_no,
        "urgency": head.urgency,
        "ordered_at": head.created_at,
        "from": facts.journey.map_or(from, |journey| &journey.from),
        "to": place_name(&head.org_name, &head.site_name),
        "releaser": issuer,
        "approved_by": format!("{issuer} {}", minute(*at)),
        "units": units.iter().map(|unit| row(unit, facts.lang)).collect::<Vec<_>>(),
    });
    set(&mut fields, "reason", head.note.as_deref());
    if let Some(journey) = facts.journey {
        travelled(&mut fields, journey);
    }
    Ok(fields)
}

fn nothing_issued() -> Refusal {
    let reason = say!(
        "该订单还没有发出血液，发血后才能开具交接单",
        "nothing was issued to this order: its slip is drawn up once something was"
    );
    Refusal::new("order.nothing-issued", reason)
}

type Unit<'a> = (&'a OrderUnitRow, Option<Found>);

/// What changes hands.
fn handed_over<'a>(facts: &Facts<'a>) -> Vec<Unit<'a>> {
    let issued = facts.units.iter().filter(|row| row.state != OrderUnitState::Promised);
    let Some(journey) = facts.journey else { return issued.map(|row| (row, None)).collect() };
    let inside = |row: &'a OrderUnitRow| {
        let place = journey.units.iter().find(|(unit, _)| *unit == row.unit.unit_id)?;
        Some((row, place.1))
    };
    issued.filter_map(inside).collect()
}

fn travelled(fields: &mut Value, journey: &Journey) {
    fields["box"] = json!(journey.box_shown);
    fields["vehicle"] = json!(journey.vehicle);
    set(fields, "carrier", journey.carrier.as_deref());
    set(fields, "left_at", journey.left_at);
    set(fields, "temperature_out_c", journey.left_c.map(tenths));
    set(fields, "arrived_at", journey.arrived_at);
    set(fields, "temperature_in_c", journey.arrived_c.map(tenths));
    set(fields, "receiver", journey.received_by.as_deref());
}

/// Keeps what is known; what is not is left out for people.
fn set(fields: &mut Value, name: &str, value: Option<impl Serialize>) {
    if let Some(value) = value {
        fields[name] = json!(value);
    }
}

fn row((unit, found): &Unit<'_>, lang: Lang) -> Value {
    let bag = &unit.unit;
    let mut fields = json!({
        "number": bag.donation_number.to_string(),
        "product": bag.product_name.get(lang),
        "amount": format!("{} mL", bag.volume_ml),
        "volume_ml": bag.volume_ml,
    });
    set(&mut fields, "group", bag.group.map(|group| group.to_string()));
    set(&mut fields, "expires_at", bag.expires_at);
    set(&mut fields, "appearance", found.map(|found| looks(found).get(lang).to_owned()));
    fields
}

/// What the receiver saw; before the box is opened only people can say.
fn looks(found: Found) -> Text {
    match found {
        Found::Good => say!("正常", "normal"),
        Found::Damaged => say!("异常", "not normal"),
        Found::Missing => say!("箱内缺失", "not in the box"),
    }
}

/// `2026-03-16 18:24` on Chinese clocks.
fn minute(at: Instant) -> String {
    zone::shown(at).chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use vena_contracts::shown::{PromiseShown, UnitRow, product_name};
    use vena_kernel::{
        id::{OrderId, OrgId, SiteId, UnitId, UserId},
        temperature::Celsius,
    };

    use super::*;
    use crate::orders::words::Urgency;

    fn at(text: &str) -> Instant {
        text.parse().expect("an instant")
    }

    fn head() -> Head {
        let id = Uuid::from_u128;
        Head {
            order_id: OrderId::from_uuid(id(1)),
            order_no: "D20261116-0001".into(),
            org_id: OrgId::from_uuid(id(2)),
            org_name: "城东医院".into(),
            site_id: SiteId::from_uuid(id(3)),
            site_name: "输血科".into(),
            urgency: Urgency::Emergency,
            needed_by: at("2026-11-16T03:00:00Z"),
            note: None,
            created_at: at("2026-11-16T01:00:00Z"),
            created_by: UserId::from_uuid(id(4)),
            created_by_name: "丁".into(),
            cancelled_at: None,
            cancel_reason: None,
        }
    }

    fn unit(n: u128, state: OrderUnitState) -> OrderUnitRow {
        let product = "RBC-S-LR".parse().expect("a product");
        let unit = UnitRow {
            unit_id: UnitId::from_uuid(Uuid::from_u128(n)),
            donation_number: format!("016022600000{n}").parse().expect("a number"),
            product,
            product_name: product_name(product),
            division: "00".parse().expect("a division"),
            group: "O-".parse().ok(),
            volume_ml: 200,
            life: "issued".into(),
            safety: "qualified".into(),
            holds: Vec::new(),
            promise: PromiseShown { kind: "committed".into(), order_id: None, patient_id: None, until: None },
            mode: "in_control".into(),
            custodian_org: OrgId::from_uuid(Uuid::from_u128(9)),
            custodian_name: "血站".into(),
            site_id: None,
            site_name: None,
            position: None,
            collected_at: at("2026-11-10T01:00:00Z"),
            expires_at: Some(at("2026-12-10T15:59:59Z")),
        };
        let promised_at = at("2026-11-16T01:10:00Z");
        OrderUnitRow { line_no: 1, state, until: None, promised_at, issued_at: None, settled_at: None, unit }
    }

    fn journey(units: &[(u128, Option<Found>)]) -> Journey {
        Journey {
            from: "血站 储血库".into(),
            box_shown: "BOX-01（2–6 °C）".into(),
            vehicle: "鲁B·X0000".into(),
            carrier: Some("戊".into()),
            left_at: Some(at("2026-11-16T01:30:00Z")),
            left_c: Celsius::from_degrees(4.0),
            arrived_at: None,
            arrived_c: None,
            received_by: None,
            units: units.iter().map(|(n, found)| (UnitId::from_uuid(Uuid::from_u128(*n)), *found)).collect(),
        }
    }

    fn of(units: &[OrderUnitRow], journey: Option<&Journey>) -> Result<Value, Refusal> {
        let issuer = Some(("丙".to_owned(), "血站".to_owned(), at("2026-11-16T01:20:00Z")));
        let head = head();
        slip(&Facts { head: &head, units, issuer, journey, lang: Lang::Zh })
    }

    fn numbers(slip: &Value) -> Vec<&str> {
        slip["units"].as_array().into_iter().flatten().filter_map(|unit| unit["number"].as_str()).collect()
    }

    #[test]
    fn the_slip_tells_the_box_and_what_lies_in_it() {
        let units = [1, 2, 3].map(|n| unit(n, OrderUnitState::Issued));
        let slip = of(&units, Some(&journey(&[(1, Some(Found::Good)), (3, Some(Found::Damaged))]))).expect("a slip");
        assert_eq!(numbers(&slip), ["01602-26000001", "01602-26000003"]);
        for (path, value) in [
            ("/order_number", json!("D20261116-0001")),
            ("/urgency", json!("emergency")),
            ("/from", json!("血站 储血库")),
            ("/to", json!("城东医院 输血科")),
            ("/approved_by", json!("丙 2026-11-16 09:20")),
            ("/releaser", json!("丙")),
            ("/carrier", json!("戊")),
            ("/box", json!("BOX-01（2–6 °C）")),
            ("/temperature_out_c", json!(4.0)),
            ("/units/0/group", json!("O-")),
            ("/units/0/appearance", json!("正常")),
            ("/units/1/appearance", json!("异常")),
        ] {
            assert_eq!(slip.pointer(path), Some(&value), "{path}");
        }
        assert_eq!((&slip["reason"], &slip["arrived_at"]), (&Value::Null, &Value::Null), "left out for people");
    }

    #[test]
    fn before_anything_is_packed_it_tells_what_was_issued_and_before_that_there_is_none() {
        let units = [unit(1, OrderUnitState::Issued), unit(2, OrderUnitState::Promised)];
        let slip = of(&units, None).expect("a slip");
        assert_eq!(
            (numbers(&slip), &slip["from"], &slip["box"]),
            (vec!["01602-26000001"], &json!("血站"), &Value::Null)
        );
        assert_eq!(slip["units"][0]["appearance"], Value::Null, "nobody has looked yet");
        assert_eq!(of(&units[1..], None).expect_err("too early").rule, "order.nothing-issued");
    }
}
