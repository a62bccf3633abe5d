//! The cold store's check list (冷库入库核对单) of the former system, taken in row by row.
//!
//! A bag that the ledger knows was seen where the list says it lies; a bag that it does not know is taken over as a
//! legacy unit: in stock, pending, under a hold `found`, because nobody here has seen its tests or its temperatures.
//! A row of which anything is wrong changes nothing and keeps all its reasons.
//!
//! Who may: whoever may import (`platform.import.*`). Tells open screens `units` and `stock`.

mod db;
mod entry;
mod rules;
#[cfg(test)]
mod tests;

use futures::future::BoxFuture;
use vena_kernel::{
    clock::Instant,
    donation_number,
    id::{EventId, UnitId},
    refusal::Refusal,
    rulebook, say,
    text::Text,
    unit_state::{Birth, Fact, Spot, UnitEvent},
};
use vena_ledger::Outcome;
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::Fault,
    imports::{Column, Importer, Reason, Row, RowFate, Subject, Values},
};

use db::ColdRoom;
use entry::Entry;

/// Takes in check lists of the cold store.
#[derive(Debug, Clone, Copy)]
pub struct ColdStoreCheck;

const NUMBER: &str = "条码";

const COLUMNS: &[Column] = &[
    Column::incidental("序号", "Row"),
    Column::filled("产品名称", "Product name"),
    Column::filled(NUMBER, "Donation number"),
    Column::filled("产品码", "Product code"),
    Column::filled("血型", "Blood group"),
    Column::filled("血量", "Volume"),
    Column::filled("采集日期", "Collected"),
    Column::filled("检测日期", "Tested"),
    Column::filled("入库日期", "Put away"),
];

impl Importer for ColdStoreCheck {
    fn kind(&self) -> &'static str {
        "cold-store"
    }

    fn title(&self) -> Text {
        Text::new("冷库核对单", "Cold store check list")
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    /// Two rows with one number and one product code are about one bag, however the number is written.
    fn identity(&self, values: &Values) -> Option<(&'static str, String)> {
        let cell = |column: &str| values.get(column).map_or("", String::as_str);
        let number = cell(NUMBER);
        let read = donation_number::parse(number).map(|reading| reading.number.as_str().to_owned());
        let plain = || number.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let number = read.unwrap_or_else(|_| plain());
        let product = rulebook::products()
            .find(cell("产品码"))
            .map_or(cell("产品码").to_owned(), |found| found.code.to_string());
        (!number.is_empty()).then(|| (NUMBER, format!("{number}/{product}")))
    }

    fn check<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        row: &'a Row,
    ) -> BoxFuture<'a, Result<Vec<Reason>, Fault>> {
        Box::pin(check(tx, scope, row))
    }

    fn accept<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, row: &'a Row) -> BoxFuture<'a, Result<RowFate, Fault>> {
        Box::pin(accept(tx, scope, row))
    }
}

async fn check(tx: &mut Tx, scope: &Scope, row: &Row) -> Result<Vec<Reason>, Fault> {
    let (part, mut reasons) = entry::read(row);
    // What can be read is judged even when a cell cannot, so that a person mends the row once.
    reasons.extend(rules::judge(&part, tx.now()));
    let Some(entry) = part.whole() else { return Ok(reasons) };
    let product = rulebook::products().named(entry.product)?;
    if place(tx, scope, &entry).await?.is_none() {
        reasons.push(rules::no_cold_room(row, product));
    }
    let known = vena_ledger::units_of_donation(tx, entry.number).await?;
    if let Some(known) = known.iter().find(|known| known.facts.product == entry.product) {
        reasons.extend(rules::contradictions(row, &entry, &known.facts, &known.state, scope.org));
    }
    Ok(reasons)
}

/// The cold room in which the list says the bag lies: that of the person, if it may hold the product, else the one of
/// the station that fits most closely.
async fn place(tx: &mut Tx, scope: &Scope, entry: &Entry) -> Result<Option<ColdRoom>, Fault> {
    let product = rulebook::products().named(entry.product)?;
    let rooms = db::cold_rooms(tx, scope).await?;
    Ok(rules::room_for(rooms, scope.site, product.storage_range(None)))
}

async fn accept(tx: &mut Tx, scope: &Scope, row: &Row) -> Result<RowFate, Fault> {
    let (part, reasons) = entry::read(row);
    let Some(entry) = part.whole() else { return Ok(RowFate::Rejected(reasons)) };
    let Some(room) = place(tx, scope, &entry).await? else {
        let product = rulebook::products().named(entry.product)?;
        return Ok(RowFate::Rejected(vec![rules::no_cold_room(row, product)]));
    };
    let known = vena_ledger::units_of_donation(tx, entry.number).await?;
    let known = known.iter().find(|known| known.facts.product == entry.product).map(|known| known.unit_id);
    let (unit, fact, title) = match known {
        Some(unit) => (unit, Fact::Seen(Spot { place: room.site_id, position: None }), seen(&room)),
        None => (UnitId::from_uuid(tx.new_id()), Fact::TakenOver(birth(&entry)?), taken_over(&room)),
    };
    let event = event(tx, scope, &room, unit, fact, &title);
    let outcomes = vena_ledger::append(tx, &[event]).await?;
    if let Some(Outcome::Refused(refusal)) = outcomes.into_iter().next() {
        return Ok(RowFate::Rejected(vec![Reason::new(NUMBER, row.cell(NUMBER), refusal)]));
    }
    tx.announce("units", None).await?;
    tx.announce("stock", None).await?;
    let path = format!("/units/{unit}");
    Ok(RowFate::Accepted(Subject { kind: "unit".to_owned(), id: unit.to_string(), title, path }))
}

fn event(tx: &Tx, scope: &Scope, room: &ColdRoom, unit: UnitId, fact: Fact, title: &Text) -> UnitEvent {
    UnitEvent {
        event_id: EventId::from_uuid(tx.new_id()),
        unit,
        at: tx.now(),
        actor: scope.user,
        second: None,
        org: scope.org,
        site: room.site_id,
        device: None,
        reason: Some(title.zh.clone()),
        fact,
    }
}

fn birth(entry: &Entry) -> Result<Birth, Refusal> {
    let volume_ml = u32::try_from(entry.volume.ml()).unwrap_or(0);
    let mut birth = Birth::new(entry.number, entry.product, volume_ml, entry.collected_at);
    birth.group = Some(entry.group);
    birth.expires_at = Some(expiry(entry)?);
    Ok(birth)
}

fn expiry(entry: &Entry) -> Result<Instant, Refusal> {
    rules::expiry(rulebook::products().named(entry.product)?, entry.collected_at)
}

fn seen(room: &ColdRoom) -> Text {
    let (zh, en) = (&room.name, &room.name_en);
    say!("冷库核对单：在 {zh} 见到", "cold store check list: seen in {en}")
}

fn taken_over(room: &ColdRoom) -> Text {
    let (zh, en) = (&room.name, &room.name_en);
    say!(
        "冷库核对单：旧系统单位，接管入 {zh}，锁定待查",
        "cold store check list: unit of the former system, taken over into {en} and held"
    )
}
