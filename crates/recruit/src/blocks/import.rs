//! Exclusions of another station as a table.

use futures::future::BoxFuture;
use uuid::Uuid;
use vena_kernel::{clock::Day, refusal::Refusal, say, text::Text};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::Fault,
    imports::{Column, Importer, Reason, Row, RowFate, Subject, Values},
};

use super::{db, rules};
use crate::{book::Kind, today};

/// Takes in what another station says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BlockImport;

const STATION: &str = "血站";
const ENTRY: &str = "编号";
const DOCUMENT: &str = "证件散列";
const PERSON: &str = "姓名生日散列";
const KIND: &str = "类别";
const SINCE: &str = "开始日期";
const UNTIL: &str = "截止日期";
const WITHDRAWN: &str = "撤销日期";

const COLUMNS: &[Column] = &[
    Column::filled(STATION, "Station"),
    Column::filled(ENTRY, "Entry"),
    Column::optional(DOCUMENT, "Hash of the document"),
    Column::optional(PERSON, "Hash of name and birthday"),
    Column::filled(KIND, "Permanent or temporary"),
    Column::filled(SINCE, "Since"),
    Column::optional(UNTIL, "Until"),
    Column::optional(WITHDRAWN, "Withdrawn"),
];

impl Importer for BlockImport {
    fn kind(&self) -> &'static str {
        "donor-blocks"
    }

    fn title(&self) -> Text {
        Text::new("外站屏蔽名单", "Exclusions of another station")
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn identity(&self, values: &Values) -> Option<(&'static str, String)> {
        let (station, entry) = (values.get(STATION)?.trim(), values.get(ENTRY)?.trim());
        (!station.is_empty() && !entry.is_empty()).then(|| (ENTRY, format!("{station} {entry}")))
    }

    fn check<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        row: &'a Row,
    ) -> BoxFuture<'a, Result<Vec<Reason>, Fault>> {
        Box::pin(async move {
            let read = read(row, today::day(tx.now()));
            let mut reasons = read.err().unwrap_or_default();
            reasons.extend(station(tx, scope, row).await?.err());
            Ok(reasons)
        })
    }

    fn accept<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, row: &'a Row) -> BoxFuture<'a, Result<RowFate, Fault>> {
        Box::pin(async move {
            let (sent, checked) = match read(row, today::day(tx.now())) {
                Ok(read) => read,
                Err(reasons) => return Ok(RowFate::Rejected(reasons)),
            };
            let partner = match station(tx, scope, row).await? {
                Ok(partner) => partner,
                Err(reason) => return Ok(RowFate::Rejected(vec![reason])),
            };
            let entry = row.cell(ENTRY);
            db::put(tx, scope, (partner, entry), (&sent, &checked)).await?;
            let name = row.cell(STATION);
            Ok(RowFate::Accepted(Subject {
                kind: "foreign_block".to_owned(),
                id: entry.to_owned(),
                title: say!("{name} 的屏蔽 {entry}", "exclusion {entry} of {name}"),
                path: "/recruit/blocks".to_owned(),
            }))
        })
    }
}

async fn station(tx: &mut Tx, scope: &Scope, row: &Row) -> Result<Result<Uuid, Reason>, Fault> {
    let name = row.cell(STATION);
    let found = db::partner_named(tx, scope, name).await?;
    Ok(found.ok_or_else(|| {
        let text = say!("没有登记该血站：{name}", "this station is not part of the exchange: {name}");
        Reason::new(STATION, name, Refusal::new("block.unknown-partner", text))
    }))
}

fn read(row: &Row, today: Day) -> Result<(rules::Sent<'_>, rules::Checked), Vec<Reason>> {
    let mut reasons = Vec::new();
    let mut day = |column: &'static str| {
        let text = row.filled(column)?;
        let read = text.parse::<Day>();
        if read.is_err() {
            let refusal = Refusal::new("block.day", say!("日期应为 2026-02-11 的形式", "a day is written 2026-02-11"));
            reasons.push(Reason::new(column, text, refusal));
        }
        read.ok()
    };
    let (since, until, withdrawn_on) = (day(SINCE), day(UNTIL), day(WITHDRAWN));
    let kind = match row.cell(KIND) {
        "永久" | "permanent" => Some(Kind::Permanent),
        "暂缓" | "temporary" => Some(Kind::Temporary),
        other => {
            let refusal = Refusal::new("block.kind", say!("类别应为 永久 或 暂缓", "it is permanent or temporary"));
            reasons.push(Reason::new(KIND, other, refusal));
            None
        }
    };
    let (Some(kind), Some(since), true) = (kind, since, reasons.is_empty()) else { return Err(reasons) };
    let (document_hash, person_hash) = (row.filled(DOCUMENT), row.filled(PERSON));
    let sent = rules::Sent { document_hash, person_hash, kind, since, until, withdrawn_on };
    let checked = rules::check(&sent, today).map_err(|(field, refusal)| {
        let column = match field {
            "document_hash" => DOCUMENT,
            "person_hash" => PERSON,
            "until" => UNTIL,
            _ => SINCE,
        };
        vec![Reason::new(column, row.cell(column), refusal)]
    })?;
    Ok((sent, checked))
}
