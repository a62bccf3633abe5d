//! The slip of a box (血液、标本交接单) as a document: filled in from what was packed and found; both sides sign it.
//!
//! Who may: `collect.box.view`. It can be drawn up once the box has left.

use futures::future::BoxFuture;
use serde_json::{Value, json};
use vena_contracts::{Answer, records::DocumentSubject, shown::tenths};
use vena_kernel::{
    eligibility::DonationKind,
    id::{ShipmentId, UnitId},
    refusal::Refusal,
    say,
    text::Text,
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    documents::PaperSource,
    fault::{Fault, Problem},
};

use super::{
    BoxView, book,
    db::{self, BagRecord, BoxRecord, TubesRecord},
    rules::Found,
    view,
};

/// Fills in slips of boxes.
pub(crate) struct Slips;

impl PaperSource for Slips {
    fn form(&self) -> &'static str {
        "collection-slip"
    }

    fn subject(&self) -> &'static str {
        "box"
    }

    fn fill<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, id: &'a str) -> BoxFuture<'a, Result<Value, Fault>> {
        Box::pin(async move {
            if !scope.may(BoxView::INFO.name) {
                return Err(Problem::forbidden(BoxView::INFO.name).into());
            }
            let id: ShipmentId = id.parse().map_err(|_| Problem::not_found("box", id))?;
            let head = view::head_or_404(tx, scope, id).await?;
            let (bags, tubes) = (db::bags(tx, id).await?, db::tubes(tx, id).await?);
            Ok(slip(&head, &bags, &tubes, scope)?)
        })
    }
}

/// Knows which units travel in a box.
pub(crate) struct Boxes;

impl DocumentSubject for Boxes {
    fn kind(&self) -> &'static str {
        "box"
    }

    fn units<'a>(&'a self, tx: &'a mut Tx, id: &'a str) -> Answer<'a, Vec<UnitId>> {
        Box::pin(async move {
            let Ok(id) = id.parse() else { return Ok(Vec::new()) };
            db::units(tx, id).await
        })
    }
}

/// The fields of the form. Refuses by `box.not-sent` a box that has not left.
fn slip(head: &BoxRecord, bags: &[BagRecord], tubes: &[TubesRecord], scope: &Scope) -> Result<Value, Refusal> {
    let t = |text: &Text| text.get(scope.lang).to_owned();
    let sent_at = head.sent_at.ok_or_else(|| {
        let reason = say!("交接箱还没有封箱交出", "the box has not been sealed and sent");
        Refusal::new("box.not-sent", reason)
    })?;
    let mode = book::mode(&head.mode, head.day)?;
    let rows: Vec<Value> = bags.iter().map(|bag| row(bag, tubes, &t)).collect();
    let mut fields = json!({
        "box": head.code,
        "mode": t(&mode.name),
        "seal": head.seal,
        "from": head.from_site_name,
        "collected_on": head.day,
        "carrier": head.carrier,
        "sent_at": sent_at,
        "sender": head.sent_by_name,
        "bags": head.bags,
        "volume_ml": bags.iter().map(|bag| i64::from(bag.volume_ml)).sum::<i64>(),
        "tubes": head.tubes,
        "rows": rows,
    });
    let optional = [
        ("logger", json!(head.logger)),
        ("temperature_out_c", json!(head.sent_temp.map(tenths))),
        ("to", json!(head.to_site_name)),
        ("received_at", json!(head.received_at)),
        ("receiver", json!(head.received_by_name)),
        ("temperature_in_c", json!(head.received_temp.map(tenths))),
        ("seal_found", json!(head.seal_found)),
        ("remark", json!(remark(head))),
    ];
    for (name, value) in optional.into_iter().filter(|(_, value)| !value.is_null()) {
        fields[name] = value;
    }
    Ok(fields)
}

fn remark(head: &BoxRecord) -> Option<String> {
    let said: Vec<&str> = [head.sent_note.as_deref(), head.received_note.as_deref()].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join("；"))
}

fn row(bag: &BagRecord, tubes: &[TubesRecord], t: &impl Fn(&Text) -> String) -> Value {
    let of_bag = tubes.iter().find(|row| row.donation_number == bag.donation_number);
    let kind = match bag.kind {
        DonationKind::WholeBlood => say!("全血", "whole blood"),
        DonationKind::ApheresisPlatelets => say!("单采血小板", "apheresis platelets"),
        DonationKind::ApheresisPlasma => say!("单采血浆", "apheresis plasma"),
    };
    let found = match bag.found {
        None => say!("", ""),
        Some(Found::Good) => say!("完好", "in order"),
        Some(Found::Damaged) => say!("异常", "damaged"),
        Some(Found::Missing) => say!("缺失", "missing"),
    };
    json!({
        "number": bag.donation_number.to_string(),
        "kind": t(&kind),
        "volume_ml": bag.volume_ml,
        "tubes": of_bag.map_or(0, |row| row.tubes),
        "found": t(&found),
    })
}
