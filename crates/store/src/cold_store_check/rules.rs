//! What is wrong with a row of the cold store's check list. Every reason is named, not only the first.

use vena_kernel::{
    clock::Instant,
    id::{OrgId, SiteId},
    product::{ExpiryFacts, Product, VolumeFacts, VolumeRule, expiry as product_expiry},
    quantity::VolumeMl,
    refusal::Refusal,
    rulebook, say,
    temperature::{Celsius, TempRange},
    unit_state::{Facts, State},
    zone,
};
use vena_platform::imports::{Reason, Row};

use super::{
    db::ColdRoom,
    entry::{Entry, Part},
};

const SECONDS_PER_DAY: i64 = 86_400;

/// Everything that contradicts itself, the rulebook or the time `now`, as far as the row could be read.
pub(super) fn judge(part: &Part, now: Instant) -> Vec<Reason> {
    let product = part.product.and_then(|code| rulebook::products().get(code));
    let found = [
        product_agrees(part),
        number_year(part),
        tested_after_collected(part),
        stored_after_collected(part),
        not_ahead("采集日期", part.collected_at, now),
        not_ahead("检测日期", part.tested_at, now),
        not_ahead("入库日期", part.stored_at, now),
        product.and_then(|product| stored_soon(part, product)),
        product.and_then(|product| volume_usual(part, product)),
        product.and_then(|product| unexpired(part, product, now)),
    ];
    found.into_iter().flatten().collect()
}

fn reason(field: &str, value: impl ToString, rule: &str, text: vena_kernel::text::Text) -> Reason {
    Reason::new(field, &value.to_string(), Refusal::new(rule, text))
}

/// A time as the list prints it, on Chinese clocks.
fn shown(at: Instant) -> String {
    let day = at.day_in(&zone::china());
    let minutes = day.start_in(&zone::china()).map_or(0, |start| at.seconds_since(start) / 60);
    format!("{day} {:02}:{:02}", minutes / 60, minutes % 60)
}

fn product_agrees(part: &Part) -> Option<Reason> {
    let (code, name) = (part.product?, part.named?);
    (code != name).then(|| {
        let text = say!(
            "产品名称是 {name}，产品码是 {code}：两者不是同一品种",
            "the name says {name} and the code says {code}: not the same product"
        );
        reason("产品码", code, "import.product-differs", text)
    })
}

fn number_year(part: &Part) -> Option<Reason> {
    let (number, collected) = (part.number?, part.collected_at?);
    let refusal = rulebook::intake().number_year(number, collected.day_in(&zone::china())).err()?;
    Some(Reason::new("条码", &number.to_string(), refusal))
}

fn tested_after_collected(part: &Part) -> Option<Reason> {
    let (collected, tested) = (part.collected_at?, part.tested_at?);
    (tested < collected).then(|| {
        let (collected, tested) = (shown(collected), shown(tested));
        let text = say!(
            "检测时间 {tested} 早于采集时间 {collected}：不可能",
            "tested at {tested}, before it was collected at {collected}: impossible"
        );
        reason("检测日期", tested, "import.tested-before-collected", text)
    })
}

fn stored_after_collected(part: &Part) -> Option<Reason> {
    let (collected, stored) = (part.collected_at?, part.stored_at?);
    (stored < collected).then(|| {
        let (collected, stored) = (shown(collected), shown(stored));
        let text = say!(
            "入库时间 {stored} 早于采集时间 {collected}：不可能",
            "put away at {stored}, before it was collected at {collected}: impossible"
        );
        reason("入库日期", stored, "import.put-away-before-collected", text)
    })
}

fn not_ahead(field: &str, at: Option<Instant>, now: Instant) -> Option<Reason> {
    let at = at.filter(|at| *at > now)?;
    let at = shown(at);
    let text = say!("“{field}”{at} 在未来", "{at} lies in the future");
    Some(reason(field, &at, "import.time-ahead", text))
}

/// The rulebook says how long after collection a bag of the class still comes into a cold room for the first time.
fn stored_soon(part: &Part, product: &Product) -> Option<Reason> {
    let (collected, stored) = (part.collected_at?, part.stored_at?);
    let most = rulebook::intake().put_away_days_max(product.class, collected.day_in(&zone::china()))?;
    let days = stored.seconds_since(collected) / SECONDS_PER_DAY;
    (days > i64::from(most)).then(|| {
        let stored_shown = shown(stored);
        let text = match whole_years(collected, stored) {
            Some(years) => say!(
                "入库时间 {stored_shown} 恰为采集后 {years} 年：很可能是失效时间，请填实际入库时间（采集后最多 {most} 天）",
                "put away at {stored_shown}, exactly {years} years after collection: most likely an expiry; enter when it was put away (at most {most} days after collection)"
            ),
            None => say!(
                "入库时间 {stored_shown} 在采集后 {days} 天，最多 {most} 天",
                "put away at {stored_shown}, {days} days after collection; at most {most}"
            ),
        };
        reason("入库日期", stored_shown, "import.put-away-too-late", text)
    })
}

/// The number of years between two times, when they differ by nothing else.
pub(super) fn whole_years(from: Instant, to: Instant) -> Option<i16> {
    let (from, to) = (shown(from), shown(to));
    let years = to.get(..4)?.parse::<i16>().ok()? - from.get(..4)?.parse::<i16>().ok()?;
    (years > 0 && from.get(4..) == to.get(4..)).then_some(years)
}

fn volume_usual(part: &Part, product: &Product) -> Option<Reason> {
    let volume = part.volume?;
    let refusal = match &product.volume {
        VolumeRule::Labelled { usual_ml, .. } if !usual_ml.is_empty() => {
            if usual_ml.contains(&volume.ml()) {
                return None;
            }
            let (zh, en, usual) = (&product.name.zh, &product.name.en, listed(usual_ml));
            let text = say!(
                "{zh}的标示量没有 {volume}，只有 {usual} mL",
                "{en} is not labelled with {volume} but with {usual} mL"
            );
            Refusal::new("import.volume-unusual", text)
        }
        rule => {
            let sources = [None, Some(200), Some(300), Some(400)].map(|ml| ml.and_then(VolumeMl::new));
            let facts = sources.map(|whole_blood| VolumeFacts {
                actual: volume,
                labelled: Some(volume),
                whole_blood,
                medium: None,
            });
            let answers = facts.map(|facts| rule.check(&facts));
            if answers.iter().any(Result::is_ok) {
                return None;
            }
            answers.into_iter().filter_map(Result::err).next_back()?
        }
    };
    Some(Reason::new("血量", &volume.to_string(), refusal))
}

fn listed(volumes: &[i32]) -> String {
    volumes.iter().map(i32::to_string).collect::<Vec<_>>().join("/")
}

/// When a unit of `product` ends of which nothing but the collection is known: by its shortest life.
pub(super) fn expiry(product: &Product, collected_at: Instant) -> Result<Instant, Refusal> {
    product_expiry(product, &ExpiryFacts { collected_at, prepared_at: collected_at, medium: None, sources: &[] })
}

pub(super) fn unexpired(part: &Part, product: &Product, now: Instant) -> Option<Reason> {
    let collected = part.collected_at?;
    match expiry(product, collected) {
        Err(refusal) => Some(Reason::new("采集日期", &shown(collected), refusal)),
        Ok(ends) if ends <= now => {
            let (ends, zh, en) = (shown(ends), &product.name.zh, &product.name.en);
            let text = say!(
                "按保存期，该{zh}已于 {ends} 过期，只能报废",
                "by its shelf life this {en} expired at {ends}; it can only be discarded"
            );
            Some(reason("采集日期", shown(collected), "import.expired", text))
        }
        Ok(_) => None,
    }
}

/// Of `rooms` that fit `wanted`: the person's own, else the one that fits most closely.
pub(super) fn room_for(rooms: Vec<ColdRoom>, own: SiteId, wanted: TempRange) -> Option<ColdRoom> {
    let fitting = rooms.into_iter().filter(|room| wanted.covers(&range(room)));
    fitting.min_by_key(|room| (room.site_id != own, narrowness(&wanted, &range(room))))
}

fn range(room: &ColdRoom) -> TempRange {
    TempRange {
        min_c: room.temp_c_min.and_then(Celsius::from_degrees),
        max_c: room.temp_c_max.and_then(Celsius::from_degrees),
    }
}

/// How much colder (or narrower) a room is than it needs to be, hundredths of a degree.
fn narrowness(wanted: &TempRange, room: &TempRange) -> i32 {
    let gap = |wanted: Option<Celsius>, has: Option<Celsius>| match (wanted, has) {
        (Some(wanted), Some(has)) => (wanted.hundredths() - has.hundredths()).abs(),
        _ => 0,
    };
    gap(wanted.min_c, room.min_c) + gap(wanted.max_c, room.max_c)
}

/// The station has no cold room for the product.
pub(super) fn no_cold_room(row: &Row, product: &Product) -> Reason {
    let (zh, en, range) = (&product.name.zh, &product.name.en, product.storage_range(None));
    let text = say!("本机构没有适合{zh}（{range}）的冷库", "your organisation has no cold room for {en} ({range})");
    Reason::new("产品码", row.cell("产品码"), Refusal::new("import.no-cold-room", text))
}

/// Where the row contradicts what the ledger knows of the bag.
pub(super) fn contradictions(row: &Row, entry: &Entry, facts: &Facts, state: &State, own: OrgId) -> Vec<Reason> {
    let label = facts.label();
    let differs = |field: &str, known: String| {
        let told = row.cell(field);
        let text = say!(
            "台账中 {label} 为 {known}，表中为 {told}：请核对原标签",
            "the ledger has {known} for {label}, the list says {told}: look at the label"
        );
        Reason::new(field, told, Refusal::new("import.contradicts-record", text))
    };
    let mut reasons = Vec::new();
    if let Some(group) = facts.group.filter(|group| *group != entry.group) {
        reasons.push(differs("血型", group.to_string()));
    }
    if i64::from(facts.volume_ml) != i64::from(entry.volume.ml()) {
        reasons.push(differs("血量", format!("{} mL", facts.volume_ml)));
    }
    if facts.collected_at.day_in(&zone::china()) != entry.collected_at.day_in(&zone::china()) {
        reasons.push(differs("采集日期", shown(facts.collected_at)));
    }
    if state.life.is_end() {
        reasons.push(differs("条码", state.life.text().zh));
    } else if state.custody.org != own {
        let text = say!("{label} 不在本机构", "{label} is not in the custody of your organisation");
        reasons.push(Reason::new("条码", row.cell("条码"), Refusal::new("import.not-in-custody", text)));
    }
    reasons
}
