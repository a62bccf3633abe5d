//! Questions about units.

use vena_kernel::unit_state::*;
use vena_ledger::{
    Sight, StockCursor, StockFilter, sees, stock, stock_counts, units_in_shipment, units_of_donation, units_of_order,
};

use crate::world::*;

#[tokio::test]
async fn stock_comes_first_expiry_first_and_page_by_page() {
    let world = World::new().await;
    let mut wanted = Vec::new();
    for serial in 0..7 {
        wanted.push(world.stock(serial).await);
        world.test.clock().set(world.now().plus_seconds(60));
    }
    let mut tx = world.db().begin_read().await.expect("tx");
    let filter = StockFilter { custodian: Some(station()), ..StockFilter::default() };
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = stock(&mut tx, &filter, cursor, 3).await.expect("a page");
        found.extend(page.iter().map(|record| record.unit_id));
        let Some(last) = page.last() else { break };
        let text = StockCursor::after(last).to_string();
        cursor = Some(text.parse().expect("its own cursor"));
    }
    assert_eq!(found, wanted);
    assert!("nonsense".parse::<StockCursor>().is_err());
}

#[tokio::test]
async fn filters_and_counts_agree_on_what_can_be_used() {
    let world = World::new().await;
    let (free, _promised, held) = (world.stock(1).await, world.promised(2).await, world.stock(3).await);
    let (pending, there) = (world.collected(4).await, world.at_hospital(5).await);
    world.must(&[world.event(held, Fact::Held { hold: HoldKind::Damaged })]).await;
    let mut tx = world.db().begin_read().await.expect("tx");
    let now = world.now();
    let usable = StockFilter { usable_at: Some(now), custodian: Some(station()), ..StockFilter::default() };
    let ids = |records: Vec<vena_ledger::UnitRecord>| records.into_iter().map(|r| r.unit_id).collect::<Vec<_>>();
    assert_eq!(ids(stock(&mut tx, &usable, None, 10).await.expect("a page")), [free]);
    let waiting = StockFilter { lives: vec![Life::Collected], ..StockFilter::default() };
    assert_eq!(ids(stock(&mut tx, &waiting, None, 10).await.expect("a page")), [pending]);
    let b_positive = StockFilter { groups: vec!["B+".parse().expect("a group")], ..StockFilter::default() };
    assert!(stock(&mut tx, &b_positive, None, 10).await.expect("a page").is_empty());
    let later = now.plus_seconds(7200);
    let counts = stock_counts(&mut tx, Some(station()), now).await.expect("counts");
    let count = |c: &vena_ledger::StockCount| (c.free, c.promised, c.quarantine, c.expired, c.free_volume_ml);
    assert_eq!(counts.iter().map(count).collect::<Vec<_>>(), [(1, 1, 1, 0, 400)]);
    let lapsed = stock_counts(&mut tx, Some(station()), later).await.expect("counts");
    assert_eq!(lapsed.iter().map(count).collect::<Vec<_>>(), [(2, 0, 1, 0, 800)], "a lapsed promise is free");
    let expired = stock_counts(&mut tx, None, now.plus_seconds(36 * 86_400)).await.expect("counts");
    assert_eq!(expired.iter().map(|c| (c.custodian, c.expired)).collect::<Vec<_>>(), [(station(), 3), (hospital(), 1)]);
    assert_eq!(ids(units_of_donation(&mut tx, donation(5)).await.expect("units")), [there]);
}

#[tokio::test]
async fn a_hospital_sees_what_was_is_or_will_be_its_own() {
    let world = World::new().await;
    let (elsewhere, underway, there) = (world.stock(1).await, world.promised(2).await, world.at_hospital(3).await);
    world.must(&[world.issued(underway)]).await;
    let mut tx = world.db().begin_read().await.expect("tx");
    for (unit, hospital_sees) in [(elsewhere, false), (underway, true), (there, true)] {
        assert_eq!(sees(&mut tx, Sight::Of(hospital()), unit).await.expect("an answer"), hospital_sees);
        assert!(!sees(&mut tx, Sight::Of(other_hospital()), unit).await.expect("an answer"));
        assert!(sees(&mut tx, Sight::All, unit).await.expect("an answer"));
    }
    assert_eq!(units_of_order(&mut tx, order(1)).await.expect("units").len(), 1);
    drop(tx);
    let journey = Dispatch { shipment: shipment(7), to: hospital(), purpose: Travel::Delivery };
    world.must(&[world.event(underway, Fact::Dispatched(journey))]).await;
    let mut tx = world.db().begin_read().await.expect("tx");
    assert_eq!(units_in_shipment(&mut tx, shipment(7)).await.expect("units")[0].unit_id, underway);
    drop(tx);
    let back = Dispatch { shipment: shipment(8), to: station(), purpose: Travel::Quarantine };
    let received = Fact::Received { shipment: shipment(8), position: None };
    world.must(&[by(hospital(), world.event(there, Fact::Dispatched(back))), world.event(there, received)]).await;
    let mut tx = world.db().begin_read().await.expect("tx");
    assert!(sees(&mut tx, Sight::Of(hospital()), there).await.expect("an answer"), "it was theirs once");
}
