//! Where and how a collected unit is taken over. Pure.

use vena_kernel::{
    id::{OrgId, SiteId},
    refusal::Refusal,
    say,
    unit_state::{Custody, Fact, Mode, Spot},
};

/// The kind of site that takes over.
pub(super) const HALL: &str = "component_hall";

/// Refuses any place but a component hall of the own organisation. `found` is the site's owner and kind.
pub(crate) fn hall(own: OrgId, found: Option<(OrgId, &str)>) -> Result<(), Refusal> {
    match found {
        Some((org, HALL)) if org == own => Ok(()),
        _ => Err(Refusal::new(
            "receipt.component-hall",
            say!("只能在本机构的成分制备室接收", "units are taken over in a component hall of your own organisation"),
        )),
    }
}

/// What is recorded when a unit in `custody` arrives at `hall`.
pub(super) fn arrival(custody: &Custody, hall: SiteId, position: Option<String>, own: OrgId) -> Result<Fact, Refusal> {
    match custody.mode {
        Mode::InTransit { shipment, to } if to == own => Ok(Fact::Received { shipment, position }),
        _ if custody.place == Some(hall) => Err(Refusal::new(
            "receipt.here-already",
            say!("该血液已在此接收", "this unit has been taken over here already"),
        )),
        // A unit on its way to somebody else is refused by the ledger.
        _ => Ok(Fact::Moved(Spot { place: hall, position })),
    }
}

#[cfg(test)]
mod tests {
    use vena_kernel::id::ShipmentId;
    use vena_testkit::table::rows;

    use super::*;

    fn org(word: &str) -> OrgId {
        format!("org_{:032x}", word.len()).parse().expect("an id")
    }

    #[test]
    fn units_are_taken_over_in_an_own_component_hall() {
        let table = "
            owner | kind           | verdict
            us    | component_hall | ok
            us    | laboratory     | receipt.component-hall
            us    | quarantine     | receipt.component-hall
            other | component_hall | receipt.component-hall
        ";
        for row in rows(table).into_iter().skip(1) {
            let found = hall(org("us"), Some((org(row[0]), row[1])));
            assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "ok".into()), row[2], "{row:?}");
        }
        assert!(hall(org("us"), None).is_err());
    }

    #[test]
    fn a_unit_arrives_by_move_or_by_journey_and_only_once() {
        let [hall, house] = [1, 2].map(|n| format!("site_{n:032x}").parse::<SiteId>().expect("an id"));
        let shipment: ShipmentId = format!("shipment_{:032x}", 3).parse().expect("an id");
        let custody = |place, mode| Custody { org: org("us"), place: Some(place), position: None, mode };
        let kind = |custody: &Custody| match arrival(custody, hall, None, org("us")) {
            Ok(fact) => fact.kind().to_owned(),
            Err(refusal) => refusal.rule,
        };
        assert_eq!(kind(&custody(house, Mode::InControl)), "moved");
        assert_eq!(kind(&custody(hall, Mode::InControl)), "receipt.here-already");
        assert_eq!(kind(&custody(house, Mode::InTransit { shipment, to: org("us") })), "received");
        assert_eq!(
            kind(&custody(house, Mode::InTransit { shipment, to: org("other") })),
            "moved",
            "the ledger refuses it"
        );
    }
}
