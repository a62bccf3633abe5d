//! What the cold store's check list says of rooms and of units that the ledger knows.

use vena_platform::imports::{Importer, Reason, Row, RowFate};
use vena_store::cold_store_check::ColdStoreCheck;
use vena_testkit::town::{Bag, Org, PICKER, Town};

use crate::rooms::town;

/// A row of the town's day (2026-02-11) about this bag: group O+, collected two hours ago.
fn row(number: &str, product: (&str, &str), volume: &str) -> Row {
    let cells = [
        ("产品名称", product.0),
        ("条码", number),
        ("产品码", product.1),
        ("血型", "O+"),
        ("血量", volume),
        ("采集日期", "2026-02-11 06:00"),
        ("检测日期", "2026-02-11 07:00"),
        ("入库日期", "2026-02-11 07:30"),
    ];
    Row { number: 1, values: cells.map(|(column, cell)| (column.to_owned(), cell.to_owned())).into() }
}

const RED_CELLS: (&str, &str) = ("去白细胞悬浮红细胞", "RBC-S-LR");
const PLATELETS: (&str, &str) = ("浓缩血小板", "PLT-C");
const PLASMA: (&str, &str) = ("冰冻血浆", "FP");

fn rules(reasons: Vec<Reason>) -> Vec<(String, String)> {
    reasons.into_iter().map(|reason| (reason.field, reason.rule)).collect()
}

/// Column and rule of everything that is wrong with `row`, for a person of the station.
async fn wrong_with(town: &Town, row: &Row) -> Vec<(String, String)> {
    let mut tx = town.db().begin_read().await.expect("a transaction");
    rules(ColdStoreCheck.check(&mut tx, &town.scope(PICKER), row).await.expect("an answer"))
}

fn one(column: &str, rule: &str) -> Vec<(String, String)> {
    vec![(column.to_owned(), rule.to_owned())]
}

#[tokio::test]
async fn what_no_room_of_ours_may_hold_is_not_taken_in() {
    let town = town().await;
    let plasma = row("0160226000001", PLASMA, "200ML");
    assert_eq!(wrong_with(&town, &plasma).await, [], "the freezer holds it");
    let platelets = row("0160226000002", PLATELETS, "30ML");
    assert_eq!(wrong_with(&town, &platelets).await, one("产品码", "import.no-cold-room"), "nothing is kept at 20 °C");
    let mut tx = town.db().begin().await.expect("a transaction");
    let fate = ColdStoreCheck.accept(&mut tx, &town.scope(PICKER), &platelets).await.expect("an answer");
    let RowFate::Rejected(reasons) = fate else { panic!("taken in: {fate:?}") };
    assert_eq!(rules(reasons), one("产品码", "import.no-cold-room"), "also when the room is gone since the check");
}

#[tokio::test]
async fn a_unit_in_other_hands_does_not_lie_in_our_cold_room() {
    let town = town().await;
    let ours = Bag::red_cells(1, "O+");
    let theirs = Bag::red_cells(2, "O+");
    town.stocked(ours).await;
    town.delivered(theirs, Org::Harbour).await;
    assert_eq!(wrong_with(&town, &row(ours.number().as_str(), RED_CELLS, "200ML")).await, []);
    let found = wrong_with(&town, &row(theirs.number().as_str(), RED_CELLS, "200ML")).await;
    assert_eq!(found, one("条码", "import.not-in-custody"));
}
