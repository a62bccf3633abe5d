//! Taking in what an analyser sends: kept as it came, then line by line into the wells of its open runs.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::types::Json;
use utoipa::ToSchema;
use vena_kernel::{
    id::{DeliveryId, InstrumentId, RunId},
    refusal::Refusal,
    rulebook, say,
    testing::Marker,
    text::Text,
    zone,
};
use vena_lis::{Found, LineFault, Message, Protocol, Status, Unreadable};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Path},
};

use super::{
    DeliveryCreate, DeliveryPlace,
    db::{self, Analyser, LineRecord},
    http::{self, LabDelivery},
    rules,
};
use crate::runs::{
    cells::Source,
    open::{self, Entered, OpenCell},
    validity::Raw,
};

/// How a message is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum LabProtocol {
    /// ASTM E1394 records.
    Astm,
    /// An HL7 v2 message.
    Hl7,
    /// A table with a heading.
    Table,
}

impl LabProtocol {
    const fn word(self) -> &'static str {
        match self {
            Self::Astm => "astm",
            Self::Hl7 => "hl7",
            Self::Table => "table",
        }
    }

    const fn read(self) -> Protocol {
        match self {
            Self::Astm => Protocol::Astm,
            Self::Hl7 => Protocol::Hl7,
            Self::Table => Protocol::Table,
        }
    }
}

/// A message of an analyser, or a file that it has written.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabDeliveryNew {
    /// Code of the instrument.
    #[garde(length(chars, min = 1, max = 30))]
    instrument: String,
    /// How it is written.
    #[garde(skip)]
    protocol: LabProtocol,
    /// The message without its frame, base64.
    #[garde(length(chars, min = 1, max = 2_000_000))]
    message: String,
}

/// Takes in a message; the same one again changes nothing and is answered as before. Refuses by `delivery.instrument`,
/// `delivery.base64` and `delivery.unreadable`.
#[utoipa::path(post, path = "/api/lab/deliveries", tag = "lab", operation_id = "lab.delivery.create",
    request_body = LabDeliveryNew, responses((status = 200, body = LabDelivery), (status = 201, body = LabDelivery)))]
pub(super) async fn create(
    auth: Allowed<DeliveryCreate>,
    Body(new): Body<LabDeliveryNew>,
) -> Result<Answer<LabDelivery>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    let code = new.instrument.trim();
    let analyser = db::analyser(&mut tx, scope, code).await?.ok_or_else(|| {
        let reason = say!("没有登记仪器 {code}", "the instrument {code} is not registered");
        Problem::invalid("instrument", code, "delivery.instrument", reason)
    })?;
    let body = BASE64.decode(&new.message).map_err(|_| {
        Problem::invalid("message", "", "delivery.base64", say!("消息不是 base64", "the message is not base64"))
    })?;
    let digest = Sha256::digest(&body);
    let runs = db::open_runs(&mut tx, scope, analyser.instrument_id).await?;
    if let Some(id) = db::known(&mut tx, analyser.instrument_id, &digest).await? {
        let shown = http::shown(&mut tx, scope, id).await?;
        return tx.ok(shown).await;
    }
    let message = vena_lis::read(new.protocol.read(), &body)
        .map_err(|error| Problem::invalid("message", "", "delivery.unreadable", unreadable(&error)))?;
    let kept = db::NewDelivery {
        instrument: analyser.instrument_id,
        protocol: new.protocol.word(),
        message_no: message.id.as_deref(),
        digest: &digest,
        body: &body,
    };
    let id = db::keep(&mut tx, scope, &kept).await?;
    let mut desk = Desk::open(&mut tx, scope, &analyser, &runs).await?;
    let lines: Vec<LineRecord> = desk.lines(&message);
    db::keep_lines(&mut tx, id, &lines).await?;
    let source = if new.protocol == LabProtocol::Table { Source::File } else { Source::Instrument };
    desk.write(&mut tx, scope, source).await?;
    tx.announce("deliveries", Some(scope.org)).await?;
    let shown = http::shown(&mut tx, scope, id).await?;
    tx.created(shown).await
}

/// Why a message is none.
fn unreadable(error: &Unreadable) -> Text {
    match error {
        Unreadable::Header => say!("没有消息头或表头", "{error}"),
        Unreadable::Cut => say!("消息不完整：缺少结束记录", "{error}"),
        Unreadable::Kind(kind) => say!("不接收 {kind} 类消息", "{error}"),
        Unreadable::Column("sample") => say!("缺少“样本号”列", "{error}"),
        Unreadable::Column("test") => say!("缺少“项目”列", "{error}"),
        Unreadable::Column(column) => say!("缺少“结果”列", "the column {column} is missing"),
    }
}

/// Places the lines of a delivery that were kept once more: a run may have been laid out since, or a code made known.
#[utoipa::path(post, path = "/api/lab/deliveries/{id}/place", tag = "lab", operation_id = "lab.delivery.place",
    params(("id" = DeliveryId, Path)), responses((status = 200, body = LabDelivery), (status = 404)))]
pub(super) async fn place_again(
    auth: Allowed<DeliveryPlace>,
    Path(id): Path<DeliveryId>,
) -> Result<Answer<LabDelivery>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    let delivery = http::delivery(&mut tx, scope, id).await?;
    let instrument: InstrumentId = delivery.instrument_id;
    let analyser = db::analyser_of(&mut tx, scope, instrument).await?;
    let analyser = analyser.ok_or_else(|| Problem::not_found("instrument", instrument))?;
    let runs = db::open_runs(&mut tx, scope, instrument).await?;
    let mut desk = Desk::open(&mut tx, scope, &analyser, &runs).await?;
    for line in db::lines(&mut tx, id).await? {
        if let Some(found) = found_again(&line) {
            let placed = desk.line(&found);
            db::replace(&mut tx, id, &placed).await?;
        }
    }
    let source = if delivery.protocol == LabProtocol::Table.word() { Source::File } else { Source::Instrument };
    desk.write(&mut tx, scope, source).await?;
    tx.announce("deliveries", Some(scope.org)).await?;
    let shown = http::shown(&mut tx, scope, id).await?;
    tx.ok(shown).await
}

/// The runs that are open on an analyser, and what is to be written into them.
struct Desk {
    codes: std::collections::BTreeMap<String, String>,
    markers: Vec<Marker>,
    cells: Vec<OpenCell>,
    entered: Vec<(RunId, Entered)>,
}

impl Desk {
    async fn open(tx: &mut Tx, scope: &Scope, analyser: &Analyser, runs: &[RunId]) -> Result<Self, Fault> {
        let today = tx.now().day_in(&zone::china());
        let markers = rulebook::testing().effective_on(today).markers().into_iter().cloned().collect();
        let mut cells = Vec::new();
        for run in runs {
            cells.extend(open::cells(tx, scope, *run).await?);
        }
        Ok(Self { codes: analyser.codes.0.clone(), markers, cells, entered: Vec::new() })
    }

    fn lines(&mut self, message: &Message) -> Vec<LineRecord> {
        let mut lines: Vec<LineRecord> = message.results.iter().map(|found| self.line(found)).collect();
        lines.extend(message.faults.iter().map(fault));
        lines
    }

    /// A result with what becomes of it.
    fn line(&mut self, found: &Found) -> LineRecord {
        let mut line = record(found);
        match self.take(found) {
            Ok(at) => {
                let cell = &self.cells[at];
                line.outcome = "taken".to_owned();
                (line.run_id, line.position) = (Some(cell.run), Some(cell.position));
                line.marker = Some(cell.marker.clone());
            }
            Err(refusal) => (line.rule, line.why) = (Some(refusal.rule), Some(Json(refusal.reason))),
        }
        line
    }

    /// The cell into which a result goes; what is new of it is remembered to be written.
    fn take(&mut self, found: &Found) -> Result<usize, Refusal> {
        let marker = rules::marker_of(&self.codes, &self.markers, &found.test)?;
        let at = rules::place(found, &marker.code, &self.cells)?;
        let raw = rules::raw_of(self.cells[at].gives, marker, found)?;
        if rules::enter(&self.cells[at], &raw)? {
            self.read(at, &raw);
        }
        Ok(at)
    }

    /// Remembers what was read in a cell; where one reading stands for all markers of a well, in all its cells.
    fn read(&mut self, at: usize, raw: &Raw) {
        let (run, position, combined) = (self.cells[at].run, self.cells[at].position, self.cells[at].combined);
        let one = self.cells[at].marker.clone();
        let also =
            |cell: &&mut OpenCell| (cell.run, cell.position) == (run, position) && (combined || cell.marker == one);
        for cell in self.cells.iter_mut().filter(also) {
            cell.read = Some(raw.clone());
            self.entered.push((run, Entered { position, marker: cell.marker.clone(), raw: raw.clone() }));
        }
    }

    async fn write(self, tx: &mut Tx, scope: &Scope, source: Source) -> Result<(), Fault> {
        let mut of_runs: std::collections::BTreeMap<RunId, Vec<Entered>> = std::collections::BTreeMap::new();
        for (run, entered) in self.entered {
            of_runs.entry(run).or_default().push(entered);
        }
        if of_runs.is_empty() {
            return Ok(());
        }
        for (run, entered) in of_runs {
            open::enter(tx, scope, run, source, &entered).await?;
        }
        tx.announce("runs", Some(scope.org)).await
    }
}

/// A line as it came, kept until something else is known.
fn record(found: &Found) -> LineRecord {
    LineRecord {
        line: number(found.line),
        specimen: found.specimen.clone(),
        run_no: found.run.clone(),
        well: found.well.clone(),
        test: found.test.clone(),
        value: found.value.clone(),
        unit: found.unit.clone(),
        flags: found.flags.clone(),
        status: word(found.status).to_owned(),
        outcome: "kept".to_owned(),
        rule: None,
        why: None,
        run_id: None,
        position: None,
        marker: None,
        settled_why: None,
        settled_at: None,
        settled_by_name: None,
    }
}

fn fault(fault: &LineFault) -> LineRecord {
    let nothing = Found {
        line: fault.line,
        specimen: String::new(),
        run: None,
        well: None,
        test: String::new(),
        value: fault.text.clone(),
        unit: String::new(),
        flags: Vec::new(),
        status: Status::Preliminary,
    };
    let why = say!("读不懂这一行", "this line cannot be read");
    let rule = Some("delivery.line".to_owned());
    LineRecord { status: "unreadable".to_owned(), rule, why: Some(Json(why)), ..record(&nothing) }
}

/// A line of a message has a number that no message of two megabytes exceeds.
fn number(line: usize) -> i32 {
    i32::try_from(line).unwrap_or(i32::MAX)
}

const fn word(status: Status) -> &'static str {
    match status {
        Status::Final => "final",
        Status::Corrected => "corrected",
        Status::Cannot => "cannot",
        Status::Preliminary => "preliminary",
    }
}

/// The result of a line that waits; nothing for one that is done or was never readable.
fn found_again(line: &LineRecord) -> Option<Found> {
    let statuses = [Status::Final, Status::Corrected, Status::Cannot, Status::Preliminary];
    let status = statuses.into_iter().find(|status| word(*status) == line.status)?;
    (line.outcome == "kept").then(|| Found {
        line: usize::try_from(line.line).unwrap_or(0),
        specimen: line.specimen.clone(),
        run: line.run_no.clone(),
        well: line.well.clone(),
        test: line.test.clone(),
        value: line.value.clone(),
        unit: line.unit.clone(),
        flags: line.flags.clone(),
        status,
    })
}
