//! Transport slips (血液搬运单) of the former system: taken in row by row, kept as papers, read by everybody who may.
//!
//! A slip says what was carried from one department to another, by group and in all. Its figures must agree with each
//! other and with its list of numbers; a slip of which anything is wrong is not kept as a slip, but its row with all
//! its reasons is. A slip changes no unit: it is a paper about the past.
//!
//! Who may: see the permissions in `http.rs`; taking in needs `platform.import.*`. Tells open screens `shipments`.

mod db;
mod entry;
mod http;
mod rules;
#[cfg(test)]
mod tests;

use futures::future::BoxFuture;
use vena_kernel::{refusal::Refusal, say, text::Text};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::Fault,
    imports::{Column, Importer, Reason, Row, RowFate, Subject, Values},
};

pub use http::{ImportedSlip, ImportedSlipDetail, ImportedSlipLine};
pub(crate) use http::{permissions, router};

/// Takes in transport slips.
#[derive(Debug, Clone, Copy)]
pub struct SlipImport;

const NUMBER: &str = "单号";

const COLUMNS: &[Column] = &[
    Column::filled(NUMBER, "Slip number"),
    Column::filled("采血日期", "Day of collection"),
    Column::filled("部门序号", "Department code"),
    Column::filled("发出方式", "How it was sent"),
    Column::filled("发出部门", "From department"),
    Column::filled("接收部门", "To department"),
    Column::filled("搬运原因", "Reason"),
    Column::filled("产品类别", "Product"),
    Column::filled("规格", "Volume of a bag"),
    Column::filled("A型", "Bags of group A"),
    Column::filled("B型", "Bags of group B"),
    Column::filled("O型", "Bags of group O"),
    Column::filled("AB型", "Bags of group AB"),
    Column::filled("合计袋数", "Bags in all"),
    Column::filled("合计血量", "Volume in all"),
    Column::filled("批发标识", "Donation numbers"),
    Column::filled("发出日期", "Sent"),
    Column::filled("接收日期", "Received"),
];

impl Importer for SlipImport {
    fn kind(&self) -> &'static str {
        "transport-slip"
    }

    fn title(&self) -> Text {
        Text::new("血液搬运单", "Transport slip")
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn identity(&self, values: &Values) -> Option<(&'static str, String)> {
        let number = values.get(NUMBER)?.trim().to_ascii_uppercase();
        (!number.is_empty()).then_some((NUMBER, number))
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
    reasons.extend(rules::judge(&part, tx.now()));
    if let Some(number) = &part.number
        && db::number_used(tx, scope, number).await?
    {
        reasons.push(used(number));
    }
    Ok(reasons)
}

fn used(number: &str) -> Reason {
    let text = say!("搬运单 {number} 已存在，单号不能重复", "slip {number} exists already; a number is used once");
    Reason::new(NUMBER, number, Refusal::new("slip.number-used", text))
}

async fn accept(tx: &mut Tx, scope: &Scope, row: &Row) -> Result<RowFate, Fault> {
    let (part, reasons) = entry::read(row);
    let Some(entry) = part.whole() else { return Ok(RowFate::Rejected(reasons)) };
    if !db::insert(tx, scope, &entry).await? {
        return Ok(RowFate::Rejected(vec![used(&entry.number)]));
    }
    tx.announce("shipments", Some(scope.org)).await?;
    let (number, bags) = (entry.number.clone(), entry.bags());
    Ok(RowFate::Accepted(Subject {
        kind: "slip".to_owned(),
        title: say!("搬运单 {number}，{bags} 袋", "slip {number}, {bags} bags"),
        path: format!("/transport/slips/{number}"),
        id: number,
    }))
}
