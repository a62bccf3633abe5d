//! A journey as the fields of its slip: bags and volume by product, size and ABO group; RhD-negative once more apart.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use vena_contracts::shown::{place_name, tenths};
use vena_kernel::{
    abo::{Abo, BloodGroup, Rhd},
    clock::{Day, Instant},
    refusal::Refusal,
    say,
    text::{Lang, Text},
    zone,
};

use crate::shipments::{db::Head, words::ShipmentState};

/// A bag of the box.
#[derive(Debug, Clone)]
pub(super) struct Bag {
    /// The donation number as printed.
    pub(super) number: String,
    /// Name of the product.
    pub(super) product: String,
    pub(super) group: Option<BloodGroup>,
    pub(super) volume_ml: i32,
    pub(super) collected_at: Instant,
}

/// What a slip is made from.
pub(super) struct Facts<'a> {
    pub(super) head: &'a Head,
    /// When the box left.
    pub(super) left: Instant,
    /// Codes of both sides.
    pub(super) departments: Vec<String>,
    pub(super) bags: Vec<Bag>,
    pub(super) lang: Lang,
}

/// When the box left.
///
/// # Errors
/// `shipment.not-sent` when it has not, or was unpacked again: there is nothing to sign for.
pub(super) fn left(state: ShipmentState, handed_over_at: Option<Instant>) -> Result<Instant, Refusal> {
    handed_over_at.filter(|_| state != ShipmentState::Cancelled).ok_or_else(|| {
        let reason = say!(
            "运输箱还没有交出，交出后才能开具搬运单",
            "the box has not left: its slip is drawn up once it is handed over"
        );
        Refusal::new("shipment.not-sent", reason)
    })
}

/// The fields of the form `transport-slip`.
///
/// # Errors
/// `shipment.ungrouped` when a bag has no group; an issued one always has.
pub(super) fn slip(facts: &Facts<'_>) -> Result<Value, Refusal> {
    let (head, t) = (facts.head, |text: &Text| text.get(facts.lang).to_owned());
    let counted = count(&facts.bags)?;
    let (order, range) = (&head.order_no, head.range());
    let mut fields = json!({
        "slip_number": head.shipment_no,
        "department_numbers": facts.departments,
        "way": t(&say!("送血", "delivered")),
        "from": place_name(&head.from_name, &head.from_site_name),
        "to": head.to_name,
        "reason": t(&say!("医院用血，订单 {order}", "for the hospital, order {order}")),
        "box": format!("{}（{range}）", head.box_code),
        "sender": head.packed_by_name,
        "sent_at": facts.left,
        "numbers": facts.bags.iter().map(|bag| bag.number.as_str()).collect::<Vec<_>>(),
        "rows": counted.rows.iter().map(|((product, size), amount)| row(product, *size, amount)).collect::<Vec<_>>(),
        "rhd_negative": counted.negative.fields(),
    });
    set(&mut fields, "collected_on", one_day(&facts.bags));
    set(&mut fields, "carrier", head.driver_name.as_deref().or(head.handed_over_by_name.as_deref()));
    set(&mut fields, "temperature_out_c", head.handed_over_temp.map(tenths));
    set(&mut fields, "temperature_in_c", head.received_temp.map(tenths));
    set(&mut fields, "receiver", head.received_by_name.as_deref());
    set(&mut fields, "received_at", head.received_at);
    set(&mut fields, "remark", head.note.as_deref());
    Ok(fields)
}

/// Keeps what is known; what is not is left out for people.
fn set(fields: &mut Value, name: &str, value: Option<impl serde::Serialize>) {
    if let Some(value) = value {
        fields[name] = json!(value);
    }
}

/// The day of collection, when it is one for the whole box.
fn one_day(bags: &[Bag]) -> Option<Day> {
    let days: BTreeSet<Day> = bags.iter().map(|bag| bag.collected_at.day_in(&zone::china())).collect();
    days.first().copied().filter(|_| days.len() == 1)
}

/// Bags by ABO group and the volume of all of them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Amount {
    bags: BTreeMap<Abo, i64>,
    volume_ml: i64,
}

impl Amount {
    fn add(&mut self, abo: Abo, volume_ml: i32) {
        *self.bags.entry(abo).or_default() += 1;
        self.volume_ml += i64::from(volume_ml);
    }

    fn fields(&self) -> Map<String, Value> {
        let bags = |abo: Abo| json!(self.bags.get(&abo).copied().unwrap_or(0));
        let named = [("a", bags(Abo::A)), ("b", bags(Abo::B)), ("o", bags(Abo::O)), ("ab", bags(Abo::Ab))];
        let volume = ("volume_ml", json!(self.volume_ml));
        named.into_iter().chain([volume]).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn row(product: &str, size_ml: i32, amount: &Amount) -> Value {
    let mut fields = amount.fields();
    fields.insert("product".to_owned(), json!(product));
    fields.insert("size".to_owned(), json!(format!("{size_ml} mL")));
    Value::Object(fields)
}

#[derive(Debug, Default)]
struct Counted<'a> {
    rows: BTreeMap<(&'a str, i32), Amount>,
    negative: Amount,
}

fn count(bags: &[Bag]) -> Result<Counted<'_>, Refusal> {
    let mut counted = Counted::default();
    for bag in bags {
        let BloodGroup { abo, rhd } = bag.group.ok_or_else(|| ungrouped(&bag.number))?;
        counted.rows.entry((&bag.product, bag.volume_ml)).or_default().add(abo, bag.volume_ml);
        if rhd == Rhd::Negative {
            counted.negative.add(abo, bag.volume_ml);
        }
    }
    Ok(counted)
}

fn ungrouped(number: &str) -> Refusal {
    Refusal::new("shipment.ungrouped", say!("{number} 没有血型，请先核实", "{number} has no group: find out why first"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use vena_kernel::{
        id::{OrderId, OrgId, ShipmentId, SiteId, UserId},
        temperature::Celsius,
    };
    use vena_testkit::table::rows;

    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().expect("an instant")
    }

    fn head() -> Head {
        let id = Uuid::from_u128;
        Head {
            shipment_id: ShipmentId::from_uuid(id(1)),
            shipment_no: "Y20261116-0001".into(),
            order_id: OrderId::from_uuid(id(2)),
            order_no: "D20261116-0001".into(),
            from_org: OrgId::from_uuid(id(3)),
            from_name: "血站".into(),
            from_site: SiteId::from_uuid(id(4)),
            from_site_name: "储血库".into(),
            to_org: OrgId::from_uuid(id(5)),
            to_name: "城东医院".into(),
            box_code: "BOX-01".into(),
            vehicle: "鲁B·X0000".into(),
            driver_name: None,
            note: None,
            range_min: Celsius::from_degrees(2.0),
            range_max: Celsius::from_degrees(6.0),
            state: ShipmentState::HandedOver,
            bags: 2,
            packed_at: at("2026-11-16T00:00:00Z"),
            packed_by: UserId::from_uuid(id(6)),
            packed_by_name: "甲".into(),
            handed_over_at: Some(at("2026-11-16T00:10:00Z")),
            handed_over_by: None,
            handed_over_by_name: Some("乙".into()),
            handed_over_temp: Celsius::from_degrees(4.0),
            received_at: None,
            received_by: None,
            received_by_name: None,
            received_temp: None,
            cancelled_at: None,
            cancelled_by: None,
            cancelled_by_name: None,
            cancel_reason: None,
        }
    }

    fn bags(table: &str) -> Vec<Bag> {
        let bag = |row: &Vec<&str>| Bag {
            number: row[0].to_owned(),
            product: row[1].to_owned(),
            group: row[2].parse().ok(),
            volume_ml: row[3].parse().expect("mL"),
            collected_at: at(row[4]),
        };
        rows(table).iter().map(bag).collect()
    }

    fn of(bags: Vec<Bag>) -> Result<Value, Refusal> {
        let (head, departments) = (head(), vec!["CK".to_owned(), "H01".to_owned()]);
        slip(&Facts { head: &head, left: at("2026-11-16T00:10:00Z"), departments, bags, lang: Lang::Zh })
    }

    const BOX: &str = "
        01602-26000001 | 红细胞 | A+  | 200 | 2026-11-10T01:00:00Z
        01602-26000002 | 红细胞 | A-  | 200 | 2026-11-10T01:00:00Z
        01602-26000003 | 红细胞 | AB+ | 400 | 2026-11-10T01:00:00Z
        01602-26000004 | 血浆   | O-  | 150 | 2026-11-10T01:00:00Z
    ";

    #[test]
    fn bags_are_counted_by_product_size_and_group_and_negative_ones_once_more_apart() {
        let slip = of(bags(BOX)).expect("a slip");
        let expected = "
            红细胞 | 200 mL | 2 | 0 | 0 | 0 | 400
            红细胞 | 400 mL | 0 | 0 | 0 | 1 | 400
            血浆   | 150 mL | 0 | 0 | 1 | 0 | 150
        ";
        let found = slip["rows"].as_array().expect("rows").iter().map(|row| {
            let text = |name: &str| row[name].as_str().map_or_else(|| row[name].to_string(), str::to_owned);
            ["product", "size", "a", "b", "o", "ab", "volume_ml"].map(text).to_vec()
        });
        assert_eq!(found.collect::<Vec<_>>(), rows(expected));
        assert_eq!(slip["rhd_negative"], json!({ "a": 1, "b": 0, "o": 1, "ab": 0, "volume_ml": 350 }));
        assert_eq!(slip["numbers"].as_array().map(Vec::len), Some(4));
    }

    #[test]
    fn what_is_known_is_filled_in_and_what_is_not_is_left_out() {
        let slip = of(bags(BOX)).expect("a slip");
        for (field, value) in [
            ("slip_number", json!("Y20261116-0001")),
            ("from", json!("血站 储血库")),
            ("to", json!("城东医院")),
            ("sender", json!("甲")),
            ("carrier", json!("乙")),
            ("collected_on", json!("2026-11-10")),
            ("temperature_out_c", json!(4.0)),
            ("box", json!("BOX-01（2–6 °C）")),
            ("department_numbers", json!(["CK", "H01"])),
            ("receiver", Value::Null),
            ("temperature_in_c", Value::Null),
            ("sender_check", Value::Null),
        ] {
            assert_eq!(slip[field], value, "{field}");
        }
        let mixed = BOX.replacen("2026-11-10", "2026-11-09", 1);
        assert_eq!(of(bags(&mixed)).expect("a slip")["collected_on"], Value::Null, "two days of collection");
    }

    #[test]
    fn there_is_no_slip_before_the_box_has_left_and_none_with_a_bag_without_a_group() {
        let gone = Some(at("2026-11-16T00:10:00Z"));
        for (state, handed_over, expected) in [
            (ShipmentState::Packed, None, "shipment.not-sent"),
            (ShipmentState::Cancelled, gone, "shipment.not-sent"),
            (ShipmentState::HandedOver, gone, "yes"),
            (ShipmentState::Received, gone, "yes"),
        ] {
            let answer = left(state, handed_over).map_or_else(|refusal| refusal.rule, |_| "yes".to_owned());
            assert_eq!(answer, expected, "{state:?}");
        }
        let fault = of(bags("01602-26000001 | 红细胞 | ? | 200 | 2026-11-10T01:00:00Z")).expect_err("no group");
        assert_eq!(fault.rule, "shipment.ungrouped");
    }
}
