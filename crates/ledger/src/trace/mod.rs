//! The trace: a unit, its family, and every event with who, where, when (both times) and why.

pub(crate) mod db;
mod redact;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vena_kernel::{
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    id::{EventId, OrgId, SiteId, UnitId, UserId},
    isbt128,
    product::ProductCode,
    refusal::Refusal,
    say,
    scan::{Meaning, interpret},
    text::Text,
    unit_state::{Fact, Parent},
};
use vena_platform::{
    db::Tx,
    fault::{Fault, Problem},
};

pub(crate) use redact::seen_by;

use crate::{
    digest::Digest,
    family::{ancestors, descendants},
    read::{ROWS_MAX, Sight, UnitRecord, sees, units, units_of_donation},
};

/// Most units of one trace; a larger family is cut and says so.
pub const TRACE_UNITS_MAX: usize = 200;
/// Most events of one trace, newest units cut first.
pub const TRACE_EVENTS_MAX: i64 = 5000;

/// Someone or something with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Named<Id> {
    /// Identity.
    pub id: Id,
    /// Name; empty when nobody remembers it.
    pub name: String,
    /// English name, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
}

/// How a unit of a trace came into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = TraceRelation)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It was asked for.
    Asked,
    /// What was asked for was made from it.
    Ancestor,
    /// It was made from what was asked for.
    Descendant,
}

/// An event of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TracedEvent {
    /// Identity.
    pub event_id: EventId,
    /// Number in the unit's history.
    pub version: u32,
    /// Word of the event.
    pub kind: String,
    /// What people call it.
    pub title: Text,
    /// When it happened.
    pub at: Instant,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Who did it.
    pub actor: Named<UserId>,
    /// Who checked it.
    pub second: Option<Named<UserId>>,
    /// For which organisation.
    pub org: Named<OrgId>,
    /// At which site.
    pub site: Named<SiteId>,
    /// With which device.
    pub device: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// What happened, word for word; absent where the reader may not see it.
    pub fact: Option<Fact>,
    /// The event's hash.
    pub hash: Digest,
    /// The number of its leaf, once it is sealed.
    pub leaf_index: Option<u64>,
}

/// A unit of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TracedUnit {
    /// Identity.
    pub unit_id: UnitId,
    /// How it came into the trace.
    pub relation: Relation,
    /// The unit as it stands.
    pub record: UnitRecord,
    /// Who has it.
    pub custodian: Named<OrgId>,
    /// Where it is.
    pub place: Option<Named<SiteId>>,
    /// What it was made from.
    pub parents: Vec<Parent>,
    /// What was made from it.
    pub children: Vec<UnitId>,
    /// Every event, oldest first.
    pub events: Vec<TracedEvent>,
}

/// A trace report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = LedgerTrace)]
pub struct Trace {
    /// What was asked.
    pub asked: String,
    /// As of when.
    pub as_of: Instant,
    /// Ancestors, then what was asked for, then descendants; each in the order of birth.
    pub units: Vec<TracedUnit>,
    /// Names of all organisations and sites that facts mention.
    pub names: BTreeMap<Uuid, String>,
    /// True when the family or its history was too large to be told in full.
    pub truncated: bool,
    /// The last signed checkpoint: every event with a leaf number below its size is in it.
    pub checkpoint: Option<String>,
}

/// What a trace begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One unit.
    Unit(UnitId),
    /// All units of a donation, or those with this product and part.
    Donation(DonationNumber, Option<(ProductCode, Division)>),
}

impl Subject {
    /// Reads a unit id, a donation number in any form, or a scanned label.
    ///
    /// # Errors
    /// By the rule of the grammar, or by `trace.subject` when the text means something else.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let number = |structures: &[isbt128::Structure]| {
            structures.iter().find_map(|structure| match structure.data {
                isbt128::Data::DonationNumber { number, .. } => Some(number),
                _ => None,
            })
        };
        let found = match interpret(text)?.meaning {
            Meaning::Unit { id } => Some(Self::Unit(id)),
            Meaning::UnitLabel { number, product, division } => Some(Self::Donation(number, Some((product, division)))),
            Meaning::DonationNumber { number, .. } => Some(Self::Donation(number, None)),
            Meaning::Compound { structures, .. } => number(&structures).map(|number| Self::Donation(number, None)),
            _ => None,
        };
        found.ok_or_else(|| {
            let reason = say!("请扫描血袋标签或输入献血编号", "scan a unit label or type a donation number");
            Refusal::new("trace.subject", reason)
        })
    }
}

/// The trace of what `text` means, as far as `sight` reaches.
///
/// # Errors
/// 422 when the text means neither a unit nor a donation; 404 when there is none that `sight` reaches.
pub async fn trace(tx: &mut Tx, sight: Sight, text: &str) -> Result<Trace, Fault> {
    let misread = |refusal: Refusal| Problem::invalid("text", text, &refusal.rule, refusal.reason);
    let asked = roots(tx, Subject::read(text).map_err(misread)?).await?;
    let mut visible = Vec::new();
    for unit in asked {
        if sees(tx, sight, unit).await? {
            visible.push(unit);
        }
    }
    if visible.is_empty() {
        return Err(Problem::not_found("unit", text.chars().take(60).collect::<String>()).into());
    }
    let (family, truncated) = family(tx, sight, &visible).await?;
    told(tx, sight, text, family, truncated).await
}

/// The trace for those who may see everything: the command line, the station.
///
/// # Errors
/// As [`trace`].
pub async fn trace_everything(tx: &mut Tx, text: &str) -> Result<Trace, Fault> {
    trace(tx, Sight::All, text).await
}

async fn roots(tx: &mut Tx, subject: Subject) -> Result<Vec<UnitId>, Fault> {
    match subject {
        Subject::Unit(unit) => Ok(units(tx, &[unit]).await?.iter().map(|record| record.unit_id).collect()),
        Subject::Donation(number, label) => {
            let records = units_of_donation(tx, number).await?;
            let meant =
                |record: &&UnitRecord| label.is_none_or(|label| label == (record.facts.product, record.facts.division));
            Ok(records.iter().filter(meant).map(|record| record.unit_id).collect())
        }
    }
}

/// Everybody in the trace with their relation; asked units first, so that cutting a large family spares them.
async fn family(tx: &mut Tx, sight: Sight, asked: &[UnitId]) -> Result<(Vec<(UnitId, Relation)>, bool), Fault> {
    let mut known: BTreeSet<UnitId> = asked.iter().copied().collect();
    let mut family: Vec<_> = asked.iter().map(|unit| (*unit, Relation::Asked)).collect();
    let up = ancestors(tx, asked).await?.into_iter().map(|unit| (unit, Relation::Ancestor));
    let down = descendants(tx, asked).await?.into_iter().map(|unit| (unit, Relation::Descendant));
    let mut truncated = false;
    for (unit, relation) in up.chain(down).collect::<Vec<_>>() {
        if family.len() >= TRACE_UNITS_MAX.min(ROWS_MAX as usize) {
            truncated = true;
            break;
        }
        if known.insert(unit) && sees(tx, sight, unit).await? {
            family.push((unit, relation));
        }
    }
    family.truncate(TRACE_UNITS_MAX);
    Ok((family, truncated || asked.len() > TRACE_UNITS_MAX))
}

async fn told(
    tx: &mut Tx,
    sight: Sight,
    asked: &str,
    family: Vec<(UnitId, Relation)>,
    truncated: bool,
) -> Result<Trace, Fault> {
    let ids: Vec<UnitId> = family.iter().map(|(unit, _)| *unit).collect();
    let relations: BTreeMap<UnitId, Relation> = family.into_iter().collect();
    let mut records = units(tx, &ids).await?;
    records.sort_by_key(|record| (order(relations[&record.unit_id]), record.born_at, record.unit_id));
    let lines = db::events(tx, &ids).await?;
    let children = db::children(tx, &ids).await?;
    let names = db::names(tx, &mentioned(&records, &lines)).await?;
    let truncated = truncated || lines.len() as i64 >= TRACE_EVENTS_MAX;
    let mut histories: BTreeMap<UnitId, Vec<TracedEvent>> = BTreeMap::new();
    for line in lines {
        let event = line.told(&names);
        histories.entry(line.entry.event.unit).or_default().push(redact::event(event, sight));
    }
    let units = records.into_iter().map(|record| {
        let events = histories.remove(&record.unit_id).unwrap_or_default();
        let children =
            children.iter().filter(|(parent, child)| *parent == record.unit_id && relations.contains_key(child));
        TracedUnit {
            unit_id: record.unit_id,
            relation: relations[&record.unit_id],
            custodian: names.named(record.state.custody.org, OrgId::uuid),
            place: record.state.custody.place.map(|place| names.named(place, SiteId::uuid)),
            parents: record.facts.parents.iter().filter(|p| relations.contains_key(&p.unit)).cloned().collect(),
            children: children.map(|(_, child)| *child).collect(),
            events,
            record: seen_by(record, sight),
        }
    });
    let (asked, as_of, units) = (asked.to_owned(), tx.now(), units.collect());
    let checkpoint = crate::seal::latest_checkpoint(tx).await?;
    Ok(Trace { asked, as_of, units, names: names.plain(), truncated, checkpoint })
}

const fn order(relation: Relation) -> u8 {
    match relation {
        Relation::Ancestor => 0,
        Relation::Asked => 1,
        Relation::Descendant => 2,
    }
}

/// Every id of a trace that may have a name.
fn mentioned(records: &[UnitRecord], lines: &[db::Line]) -> Vec<Uuid> {
    let custody = records.iter().flat_map(|record| {
        let custody = &record.state.custody;
        [Some(custody.org.uuid()), custody.place.map(SiteId::uuid)]
    });
    let events = lines.iter().flat_map(|line| {
        let event = &line.entry.event;
        let place = event.fact.spot().map(|spot| spot.place.uuid());
        let ward = match event.fact {
            Fact::Dispensed { ward, .. } => ward.map(SiteId::uuid),
            _ => None,
        };
        let (actor, second) = (Some(event.actor.uuid()), event.second.map(UserId::uuid));
        let to = event.fact.to().map(OrgId::uuid);
        [actor, second, Some(event.org.uuid()), Some(event.site.uuid()), to, place, ward]
    });
    let all: BTreeSet<Uuid> = custody.chain(events).flatten().collect();
    all.into_iter().collect()
}
