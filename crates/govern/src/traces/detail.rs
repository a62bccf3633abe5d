//! What an event says, as flat words and numbers: never a marker's value, a patient or a sample. Pure.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use uuid::Uuid;
use vena_kernel::unit_state::{Birth, Fact, Making, Spot};

/// Names of organisations and sites.
pub(super) type Names = BTreeMap<Uuid, String>;

/// The detail of an event; empty where there is nothing to say.
pub(super) fn detail(fact: &Fact, names: &Names) -> Map<String, Value> {
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let found = match fact {
        Fact::Collected(birth) | Fact::Prepared(birth) | Fact::TakenOver(birth) => born(birth),
        Fact::Divided(making) | Fact::Pooled(making) | Fact::Modified(making) => made(making),
        Fact::Treated { attribute, expires_at } => json!({ "attribute": attribute.word(), "expires_at": expires_at }),
        Fact::Tested(test) => json!({ "marker": test.marker }),
        Fact::LabelVerified(label) => json!({ "product": label.product, "division": label.division }),
        Fact::Released { evidence } => json!({ "evidence": evidence }),
        Fact::Held { hold } => json!({ "hold": hold.word() }),
        Fact::Lifted { hold_id } => json!({ "hold_id": hold_id }),
        Fact::PutAway(spot) | Fact::Moved(spot) | Fact::Seen(spot) | Fact::Found(spot) => lies(spot, &name),
        Fact::Promised { order, until } => json!({ "order": order, "until": until }),
        Fact::Issued { order, to } => json!({ "order": order, "to": name(to.uuid()) }),
        Fact::Dispatched(dispatch) => {
            json!({ "shipment": dispatch.shipment, "to": name(dispatch.to.uuid()), "purpose": dispatch.purpose.word() })
        }
        Fact::HandedOver { shipment, to } => json!({ "shipment": shipment, "to": name(to.uuid()) }),
        Fact::Received { shipment, position } => json!({ "shipment": shipment, "position": position }),
        Fact::Matched { until, .. } => json!({ "until": until }),
        Fact::Dispensed { ward, emergency, .. } => {
            json!({ "ward": ward.map(|ward| name(ward.uuid())), "emergency": emergency.is_some() })
        }
        Fact::Returned(found) => {
            json!({ "thermal_ok": found.thermal_ok, "seal_intact": found.seal_intact, "spiked": found.spiked })
        }
        Fact::TransfusionEnded { volume_ml, reaction, .. } => json!({ "volume_ml": volume_ml, "reaction": reaction }),
        Fact::Discarded { cause } => json!({ "cause": cause }),
        Fact::Exported { purpose, recipient } => json!({ "purpose": purpose.word(), "recipient": recipient }),
        Fact::Recalled { recall } => json!({ "recall": recall }),
        Fact::Corrected(correction) => json!({ "corrects": correction.event }),
        Fact::Rejected | Fact::Freed | Fact::Lost | Fact::TransfusionStarted { .. } => Value::Null,
    };
    let Value::Object(mut flat) = found else { return Map::new() };
    flat.retain(|_, value| !value.is_null());
    flat
}

fn born(birth: &Birth) -> Value {
    json!({
        "product": birth.product,
        "division": birth.division,
        "volume_ml": birth.volume_ml,
        "medium": birth.medium,
        "expires_at": birth.expires_at,
        "position": birth.position,
    })
}

fn made(making: &Making) -> Value {
    json!({ "children": making.children.len(), "added_ml": making.added_ml, "loss_ml": making.loss_ml, "rest_ml": making.rest_ml })
}

fn lies(spot: &Spot, name: &impl Fn(Uuid) -> String) -> Value {
    json!({ "place": name(spot.place.uuid()), "position": spot.position })
}

#[cfg(test)]
mod tests {
    use vena_kernel::unit_state::{Emergency, Outcome, Test};

    use super::*;

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(prefix: &str) -> T {
        format!("{prefix}_{:032x}", 7).parse().expect("an id")
    }

    #[test]
    fn what_a_test_came_out_as_and_whose_blood_it_became_is_never_told() {
        let test = Test { marker: "hbsag".into(), outcome: Outcome::Reactive, group: None };
        assert_eq!(Value::Object(detail(&Fact::Tested(test), &Names::new())), json!({ "marker": "hbsag" }));
        let emergency = Some(Emergency { physician: id("user"), signature: "s".into() });
        let facts = [
            Fact::Matched {
                patient: id("patient"),
                sample: "S-1".into(),
                until: "2026-02-11T00:00:00Z".parse().expect("an instant"),
            },
            Fact::Dispensed { patient: id("patient"), ward: None, emergency },
            Fact::TransfusionStarted { patient: id("patient"), identifiers: vec!["name".into()] },
            Fact::TransfusionEnded { patient: id("patient"), volume_ml: 200, reaction: false },
        ];
        for fact in facts {
            let told = Value::Object(detail(&fact, &Names::new())).to_string();
            assert!(!told.contains("patient") && !told.contains("S-1") && !told.contains("user_"), "{told}");
        }
    }

    #[test]
    fn details_are_flat_and_say_nothing_empty() {
        let ward = id::<vena_kernel::id::SiteId>("site");
        let names = Names::from([(ward.uuid(), "内科病房".to_owned())]);
        let dispensed = Fact::Dispensed { patient: id("patient"), ward: Some(ward), emergency: None };
        assert_eq!(Value::Object(detail(&dispensed, &names)), json!({ "ward": "内科病房", "emergency": false }));
        let moved = Fact::Moved(Spot { place: ward, position: None });
        assert_eq!(Value::Object(detail(&moved, &names)), json!({ "place": "内科病房" }));
        assert!(detail(&Fact::Lost, &names).is_empty());
    }
}
