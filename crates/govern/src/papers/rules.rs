//! A unit's trace as the fields of its report.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;
use vena_contracts::shown::{place_name, product_name};
use vena_kernel::{
    id::UnitId,
    product::ProductCode,
    refusal::Refusal,
    rulebook, say,
    testing::MarkerKind,
    text::{Lang, Text},
    unit_label::UnitLabel,
    unit_state::{Fact, Safety, Spot},
};
use vena_ledger::{Named, Relation, Trace, TracedEvent, TracedUnit, digest::Profile, note::Checkpoint};

/// The fields of the form `trace-report`: the unit, what it was made from, and the seal over its events.
///
/// # Errors
/// `trace.truncated` when its history is too long to be told in full, `trace.not-sealed` when no seal covers its last event
/// yet: a report that cannot be proven is none.
pub(super) fn report(trace: &Trace, id: UnitId, checkpoint: Option<&Checkpoint>, lang: Lang) -> Result<Value, Refusal> {
    let unit = trace.units.iter().find(|unit| unit.unit_id == id).ok_or_else(unknown)?;
    if trace.truncated {
        let reason = say!("该血液的历程过长，无法完整出具", "the history of this unit is too long to be told in full");
        return Err(Refusal::new("trace.truncated", reason));
    }
    let facts = &unit.record.facts;
    let label = UnitLabel { number: facts.donation_number, product: facts.product, division: facts.division };
    let mut fields = json!({
        "unit_label": label.to_string(),
        "number": facts.donation_number.to_string(),
        "product": product(facts.product, lang),
        "volume_ml": facts.volume_ml,
        "collected_at": facts.collected_at,
        "state": state(unit, lang),
        "custodian": named(&unit.custodian, lang),
        "as_of": trace.as_of,
        "events": events(trace, lang),
        "tests": tests(trace, unit.record.state.safety, lang),
        "seal": seal(unit, checkpoint)?,
    });
    if let Some(group) = facts.group {
        fields["group"] = json!(group.to_string());
    }
    if let Some(at) = facts.expires_at {
        fields["expires_at"] = json!(at);
    }
    Ok(fields)
}

fn unknown() -> Refusal {
    Refusal::new("unit.unknown", say!("没有找到该血液单位", "there is no such unit"))
}

fn product(code: ProductCode, lang: Lang) -> String {
    product_name(code).get(lang).to_owned()
}

fn named<Id>(named: &Named<Id>, lang: Lang) -> String {
    let english = named.name_en.as_ref().filter(|_| lang == Lang::En);
    english.unwrap_or(&named.name).clone()
}

/// How far it has come and how safe it is: `在库 · 合格`.
fn state(unit: &TracedUnit, lang: Lang) -> String {
    let state = &unit.record.state;
    format!("{} · {}", state.life.text().get(lang), state.safety.text().get(lang))
}

/// The unit's own events and those of what it was made from, oldest first.
fn told(trace: &Trace) -> Vec<&TracedEvent> {
    let own = trace.units.iter().filter(|unit| unit.relation != Relation::Descendant);
    let mut events: Vec<&TracedEvent> = own.flat_map(|unit| &unit.events).collect();
    events.sort_by_key(|event| (event.at, event.recorded_at));
    events
}

fn events(trace: &Trace, lang: Lang) -> Vec<Value> {
    let row = |event: &TracedEvent| {
        let two = if event.second.is_some() { say!("（双人）", ", two persons") } else { Text::new("", "") };
        let mut fields = json!({
            "at": event.at,
            "event": event.title.get(lang),
            "place": place_name(&named(&event.org, lang), &named(&event.site, lang)).trim(),
            "by": format!("{}{}", post(&event.kind).get(lang), two.get(lang)),
        });
        if let Some(detail) = event.fact.as_ref().and_then(|fact| detail(fact, &trace.names, lang)) {
            fields["detail"] = json!(detail);
        }
        fields
    };
    told(trace).into_iter().map(row).collect()
}

/// At which post an event happens. The report leaves the station and names no staff.
fn post(kind: &str) -> Text {
    match kind {
        "collected" => say!("采血", "collection"),
        "tested" => say!("检验", "laboratory"),
        "prepared" | "divided" | "pooled" | "modified" | "treated" | "label_verified" => say!("成分制备", "components"),
        "released" | "rejected" => say!("放行", "release"),
        "held" | "lifted" | "recalled" | "corrected" | "taken_over" => say!("质量", "quality"),
        "put_away" | "moved" | "seen" | "found" | "lost" | "discarded" => say!("储存", "storage"),
        "promised" | "freed" | "issued" | "exported" => say!("发血", "issue"),
        "dispatched" | "handed_over" => say!("运输", "transport"),
        "received" => say!("接收", "reception"),
        "matched" | "dispensed" | "returned" => say!("输血科", "transfusion service"),
        "transfusion_started" | "transfusion_ended" => say!("病区", "ward"),
        _ => say!("/", "/"),
    }
}

/// What an event says in a few words: never what a test came out as, whose blood it was or who got it.
fn detail(fact: &Fact, names: &BTreeMap<Uuid, String>, lang: Lang) -> Option<String> {
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let lies = |spot: &Spot| format!("{} {}", name(spot.place.uuid()), spot.position.as_deref().unwrap_or_default());
    let words = match fact {
        Fact::Collected(birth) | Fact::Prepared(birth) | Fact::TakenOver(birth) => {
            format!("{} {} mL", product(birth.product, lang), birth.volume_ml)
        }
        Fact::Tested(test) => {
            marker(&test.marker).map_or_else(|| test.marker.clone(), |(name, _)| name.get(lang).to_owned())
        }
        Fact::Held { hold } => hold.text().get(lang).to_owned(),
        Fact::PutAway(spot) | Fact::Moved(spot) | Fact::Found(spot) => lies(spot),
        Fact::Issued { to, .. } => format!("→ {}", name(to.uuid())),
        Fact::HandedOver { to, .. } => format!("→ {}", name(to.uuid())),
        Fact::Dispatched(dispatch) => format!("→ {}", name(dispatch.to.uuid())),
        _ => return None,
    };
    Some(words.trim().to_owned()).filter(|words| !words.is_empty())
}

/// Name and kind of a marker, as the newest version of the rulebook has them.
fn marker(code: &str) -> Option<(Text, MarkerKind)> {
    let last = "9999-12-31".parse().ok()?;
    let marker = rulebook::testing().effective_on(last).marker(code)?;
    Some((marker.name.clone(), marker.kind))
}

/// That a test was done, with the verdict over all of them; a single value is nobody's business but the laboratory's.
fn tests(trace: &Trace, safety: Safety, lang: Lang) -> Vec<Value> {
    let (zh, en) = match safety {
        Safety::Qualified => ("合格", "qualified"),
        _ => ("已检测", "tested"),
    };
    let mut last: BTreeMap<&str, &TracedEvent> = BTreeMap::new();
    for event in told(trace) {
        if let Some(Fact::Tested(test)) = &event.fact {
            last.insert(&test.marker, event);
        }
    }
    let mut rows: Vec<(&str, &TracedEvent)> = last.into_iter().collect();
    rows.sort_by_key(|(marker, event)| (event.at, *marker));
    let row = |(code, event): (&str, &TracedEvent)| {
        let known = marker(code);
        let name = known.as_ref().map_or_else(|| Text::new(code, code), |(name, _)| name.clone());
        json!({
            "item": name.get(lang),
            "method": method(known.map(|(_, kind)| kind)).get(lang),
            "result": Text::new(zh, en).get(lang),
            "at": event.at,
        })
    };
    rows.into_iter().map(row).collect()
}

fn method(kind: Option<MarkerKind>) -> Text {
    match kind {
        Some(MarkerKind::Serology) => say!("血清学", "serology"),
        Some(MarkerKind::NucleicAcid) => say!("核酸检测", "nucleic acid"),
        Some(MarkerKind::Measured) => say!("定量测定", "measured"),
        Some(MarkerKind::Group) => say!("血型鉴定", "blood grouping"),
        None => say!("/", "/"),
    }
}

/// The seal over the unit's last event.
fn seal(unit: &TracedUnit, checkpoint: Option<&Checkpoint>) -> Result<Value, Refusal> {
    let last = unit.events.last();
    let under = |checkpoint: &&Checkpoint| {
        last.and_then(|event| event.leaf_index).is_some_and(|leaf| leaf < checkpoint.head.size)
    };
    let (Some(checkpoint), Some(last)) = (checkpoint.filter(under), last) else {
        let reason = say!(
            "最近的事件还没有封存（通常在一分钟内完成），请稍后再出具",
            "the last event is not sealed yet, which takes a minute: draw the report up after that"
        );
        return Err(Refusal::new("trace.not-sealed", reason));
    };
    let algorithm = match checkpoint.profile {
        Profile::Sha256 => "SHA-256, RFC 6962",
        Profile::Sm3 => "SM3, RFC 6962",
    };
    Ok(json!({
        "tree_size": checkpoint.head.size,
        "root": checkpoint.head.root.to_string(),
        "algorithm": algorithm,
        "sealed_at": checkpoint.sealed_at,
        "last_event": last.hash.to_string(),
    }))
}

#[cfg(test)]
mod tests {
    use vena_kernel::{
        id::SiteId,
        unit_state::{HoldKind, Outcome, Test},
    };

    use super::*;

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(prefix: &str) -> T {
        format!("{prefix}_{:032x}", 7).parse().expect("an id")
    }

    #[test]
    fn an_event_is_told_in_a_few_words_and_never_what_came_out_or_who_got_the_blood() {
        let site: SiteId = id("site");
        let names = BTreeMap::from([(site.uuid(), "储血库".to_owned())]);
        let spot = Spot { place: site, position: Some("A-1".into()) };
        let test = |outcome| Fact::Tested(Test { marker: "HIV-RNA".into(), outcome, group: None });
        let table: [(Fact, Option<&str>); 7] = [
            (test(Outcome::Reactive), Some("人类免疫缺陷病毒核酸")),
            (test(Outcome::NonReactive), Some("人类免疫缺陷病毒核酸")),
            (Fact::PutAway(spot), Some("储血库 A-1")),
            (Fact::Held { hold: HoldKind::Damaged }, Some("破损")),
            (Fact::TransfusionStarted { patient: id("patient"), identifiers: vec!["王".into()] }, None),
            (Fact::Dispensed { patient: id("patient"), ward: Some(site), emergency: None }, None),
            (Fact::Lost, None),
        ];
        for (fact, expected) in table {
            assert_eq!(detail(&fact, &names, Lang::Zh).as_deref(), expected, "{fact:?}");
        }
    }

    #[test]
    fn every_word_of_the_ledger_has_a_post() {
        let words = include_str!("../../../kernel/src/unit_state/transitions.txt");
        let kinds: std::collections::BTreeSet<&str> = words
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'))
            .filter_map(|line| line.split('|').next())
            .map(str::trim)
            .filter(|kind| {
                !kind.is_empty()
                    && *kind != "event"
                    && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
            })
            .collect();
        assert!(kinds.len() > 20, "{kinds:?}");
        let without: Vec<&&str> = kinds.iter().filter(|kind| post(kind).zh == "/").collect();
        assert_eq!(without, Vec::<&&str>::new());
    }

    #[test]
    fn every_kind_of_marker_has_a_method() {
        let markers = ["HBSAG", "HIV-RNA", "ALT"].map(|code| method(marker(code).map(|(_, kind)| kind)).zh);
        assert_eq!(markers, ["血清学", "核酸检测", "定量测定"]);
        assert_eq!((marker("nothing"), method(None).zh.as_str()), (None, "/"));
    }
}
