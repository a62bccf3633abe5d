//! Donations given elsewhere as a table, for example the answer of the province.
//!
//! A row names the donor by the number of our file: imported tables are kept word for word, so no document stands in them.

use futures::future::BoxFuture;
use vena_kernel::{clock::Day, eligibility::DonationKind, id::DonorId, refusal::Refusal, say, text::Text};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::Fault,
    imports::{Column, Importer, Reason, Row, RowFate, Subject, Values},
};

use super::{ElsewhereCreate, Evidence, Outcome, db, rules};
use crate::{donors, today};

/// Takes in donations of other stations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ElsewhereImport;

const FILE: &str = "档案编号";
const STATION: &str = "采血机构";
const DAY: &str = "献血日期";
const KIND: &str = "献血类型";
const OUTCOME: &str = "结果";
const VOLUME: &str = "献血量";
const EVIDENCE: &str = "依据";

const COLUMNS: &[Column] = &[
    Column::filled(FILE, "File"),
    Column::filled(STATION, "Station"),
    Column::filled(DAY, "Day"),
    Column::filled(KIND, "Kind"),
    Column::optional(OUTCOME, "Outcome"),
    Column::optional(VOLUME, "Volume, mL"),
    Column::filled(EVIDENCE, "Evidence"),
];

const KINDS: [(&str, DonationKind); 3] = [
    ("全血", DonationKind::WholeBlood),
    ("单采血小板", DonationKind::ApheresisPlatelets),
    ("单采血浆", DonationKind::ApheresisPlasma),
];
const OUTCOMES: [(&str, Outcome); 3] =
    [("", Outcome::Completed), ("完成", Outcome::Completed), ("未成功", Outcome::Failed)];
const EVIDENCES: [(&str, Evidence); 3] =
    [("献血证", Evidence::Certificate), ("省级查询", Evidence::Province), ("本人陈述", Evidence::OwnWord)];

/// A row as read.
struct Read {
    donor: DonorId,
    given_on: Day,
    kind: DonationKind,
    outcome: Outcome,
    volume_ml: Option<i32>,
    evidence: Evidence,
}

fn word<T: Copy>(row: &Row, column: &str, words: &[(&str, T)], reasons: &mut Vec<Reason>) -> Option<T> {
    let cell = row.cell(column);
    let found = words.iter().find(|(word, _)| *word == cell).map(|(_, value)| *value);
    if found.is_none() {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).filter(|word| !word.is_empty()).collect();
        let known = known.join("、");
        let reason = say!("应为以下之一：{known}", "has to be one of: {known}");
        reasons.push(Reason::new(column, cell, Refusal::new("elsewhere.word", reason)));
    }
    found
}

fn parsed<T: std::str::FromStr>(row: &Row, column: &str, form: Text, reasons: &mut Vec<Reason>) -> Option<T> {
    let cell = row.cell(column);
    let found = cell.parse().ok();
    if found.is_none() {
        reasons.push(Reason::new(column, cell, Refusal::new("elsewhere.form", form)));
    }
    found
}

fn read(row: &Row) -> Result<Read, Vec<Reason>> {
    let mut reasons = Vec::new();
    let file = say!("应为本站档案编号（donor_ 开头）", "has to be the number of a file of ours (donor_…)");
    let donor = parsed(row, FILE, file, &mut reasons);
    let day = say!("日期应为 2026-01-31 的形式", "a day is written like 2026-01-31");
    let given_on = parsed(row, DAY, day, &mut reasons);
    let kind = word(row, KIND, &KINDS, &mut reasons);
    let outcome = word(row, OUTCOME, &OUTCOMES, &mut reasons);
    let evidence = word(row, EVIDENCE, &EVIDENCES, &mut reasons);
    let volume_ml = row.filled(VOLUME).map(|cell| cell.parse::<i32>().ok().filter(|ml| (1..=2000).contains(ml)));
    if volume_ml == Some(None) {
        let reason = say!("献血量应为 1–2000 毫升的整数", "a volume is a whole number of 1 to 2000 mL");
        reasons.push(Reason::new(VOLUME, row.cell(VOLUME), Refusal::new("elsewhere.volume", reason)));
    }
    match (donor, given_on, kind, outcome, evidence) {
        (Some(donor), Some(given_on), Some(kind), Some(outcome), Some(evidence)) if reasons.is_empty() => {
            Ok(Read { donor, given_on, kind, outcome, volume_ml: volume_ml.flatten(), evidence })
        }
        _ => Err(reasons),
    }
}

async fn checked(tx: &mut Tx, scope: &Scope, row: &Row) -> Result<Result<Read, Vec<Reason>>, Fault> {
    if !scope.may(ElsewhereCreate::INFO.name) {
        let reason = say!("您的角色不能登记外地献血", "your role does not enter donations of other stations");
        let refusal = Refusal::new(ElsewhereCreate::INFO.name, reason);
        return Ok(Err(vec![Reason::new(FILE, "", refusal)]));
    }
    let read = match read(row) {
        Ok(read) => read,
        Err(reasons) => return Ok(Err(reasons)),
    };
    let Some(record) = donors::db::donor(tx, scope, read.donor).await? else {
        let reason = say!("本站没有该档案", "there is no such file");
        return Ok(Err(vec![Reason::new(FILE, row.cell(FILE), Refusal::new("elsewhere.unknown-file", reason))]));
    };
    let today = today::day(tx.now());
    Ok(match rules::check_day(read.given_on, record.born_on, today) {
        Ok(()) => Ok(read),
        Err((_, refusal)) => Err(vec![Reason::new(DAY, row.cell(DAY), refusal)]),
    })
}

impl Importer for ElsewhereImport {
    fn kind(&self) -> &'static str {
        "donations-elsewhere"
    }

    fn title(&self) -> Text {
        Text::new("外地献血记录", "Donations given elsewhere")
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn identity(&self, values: &Values) -> Option<(&'static str, String)> {
        let cell = |column: &str| values.get(column).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        Some((FILE, format!("{} {} {}", cell(FILE)?, cell(DAY)?, cell(KIND)?)))
    }

    fn check<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        row: &'a Row,
    ) -> BoxFuture<'a, Result<Vec<Reason>, Fault>> {
        Box::pin(async move { Ok(checked(tx, scope, row).await?.err().unwrap_or_default()) })
    }

    fn accept<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, row: &'a Row) -> BoxFuture<'a, Result<RowFate, Fault>> {
        Box::pin(async move {
            let read = match checked(tx, scope, row).await? {
                Ok(read) => read,
                Err(reasons) => return Ok(RowFate::Rejected(reasons)),
            };
            let kept = db::NewElsewhere {
                donor: read.donor,
                station: row.cell(STATION),
                given_on: read.given_on,
                kind: read.kind,
                outcome: read.outcome,
                volume_ml: read.volume_ml,
                evidence: read.evidence,
            };
            if db::insert(tx, scope, &kept).await?.is_none() {
                return Ok(RowFate::Rejected(vec![Reason::new(DAY, row.cell(DAY), rules::known())]));
            }
            let (station, day) = (row.cell(STATION), read.given_on);
            Ok(RowFate::Accepted(Subject {
                kind: "donor".to_owned(),
                id: read.donor.to_string(),
                title: say!("{day} 在 {station} 献血", "gave at {station} on {day}"),
                path: format!("/recruit/donors/{}", read.donor),
            }))
        })
    }
}
