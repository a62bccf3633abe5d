//! Finds journeys by id, by number and by the box that is under way, for the scan field.

use futures::future::BoxFuture;
use vena_kernel::{id::ShipmentId, say, scan::Meaning};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::Fault,
    module::{Asked, Finder, Hit},
};

use crate::shipments::{ShipmentView, db, rules};

/// The finder of journeys.
pub(crate) struct Shipments;

impl Finder for Shipments {
    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        asked: &'a Asked,
    ) -> BoxFuture<'a, Result<Vec<Hit>, Fault>> {
        Box::pin(async move {
            if !scope.may(ShipmentView::INFO.name) {
                return Ok(Vec::new());
            }
            let mut hits = Vec::new();
            for id in candidates(tx, scope, asked).await? {
                hits.extend(db::head(tx, scope, id).await?.map(hit));
            }
            Ok(hits)
        })
    }
}

async fn candidates(tx: &mut Tx, scope: &Scope, asked: &Asked) -> Result<Vec<ShipmentId>, Fault> {
    if let Ok(Meaning::Shipment { id }) = asked.scanned.as_ref().map(|scanned| &scanned.meaning) {
        return Ok(vec![*id]);
    }
    let text = asked.text.trim();
    let number = if begins_a_number(text) { text } else { "" };
    match rules::box_code(text) {
        Ok(code) => db::named(tx, scope, number, &code).await,
        Err(_) => Ok(Vec::new()),
    }
}

/// `Y2026…`: at least the letter and the year, so that a single letter does not find everything.
fn begins_a_number(text: &str) -> bool {
    let mut letters = text.chars();
    matches!(letters.next(), Some('Y' | 'y')) && text.len() >= 5 && letters.all(|c| c.is_ascii_digit() || c == '-')
}

fn hit(head: db::Head) -> Hit {
    let db::Head { shipment_id, shipment_no, box_code, to_name, bags, state, .. } = head;
    let (zh, en) = state.names();
    Hit {
        kind: "shipment".into(),
        id: shipment_id.to_string(),
        title: say!("运输 {shipment_no} · 箱 {box_code}", "Shipment {shipment_no} · box {box_code}"),
        detail: say!("{zh} · {to_name} · {bags} 袋", "{en} · {to_name} · {bags} bags"),
        path: format!("/transport/shipments/{shipment_id}"),
    }
}
