//! The lines of the gate: each a condition, its words, and who can supply it. Pure.

use vena_contracts::{collect::DonationFacts, lab::Verdict};
use vena_kernel::{
    division::Division,
    product::{ComponentClass, VolumeFacts},
    quantity::VolumeMl,
    refusal::Refusal,
    rulebook, say,
    text::Text,
    unit_state::{Fact, Life, Safety, Unit},
};

use super::{GateFacts, GateLine};
use crate::splits::{bench::donated, rules::Bench};

type Words = (&'static str, &'static str);

/// A condition of release.
pub(super) struct Condition {
    line: &'static str,
    title: Words,
    who: Words,
    holds: fn(&GateFacts<'_>) -> Result<(), Refusal>,
}

const COLLECTION: Words = ("采血岗位", "collection staff");
const LABORATORY: Words = ("检验科", "the laboratory");
const HALL: Words = ("成分制备室", "the component hall");
const QUALITY: Words = ("质量管理", "quality management");
const NOBODY: Words = ("无法补救，只能隔离或报废", "nobody: keep it apart or discard it");

const fn condition(
    line: &'static str,
    title: Words,
    who: Words,
    holds: fn(&GateFacts<'_>) -> Result<(), Refusal>,
) -> Condition {
    Condition { line, title, who, holds }
}

/// Every condition, in the order in which people look at them.
pub(super) const ALL: &[Condition] = &[
    condition(
        "donation",
        ("献血记录完整，血袋、试管、记录同号", "Donation on record; bag, tubes and record carry one number"),
        COLLECTION,
        donation,
    ),
    condition(
        "not_excluded",
        ("献血者未要求保密性弃血", "The donor has not asked that it not be used"),
        NOBODY,
        not_excluded,
    ),
    condition("volume", ("血量在品种允许范围内", "Volume within the limits of the product"), HALL, volume),
    condition(
        "tests",
        ("全部必检项目合格，报告双签", "All mandatory tests in order, signed by two"),
        LABORATORY,
        tests,
    ),
    condition("group", ("血型与检验判定一致", "Group as judged by the laboratory"), LABORATORY, group),
    condition("preparation", ("制备记录完成", "Preparation on record"), HALL, preparation),
    condition("holds", ("没有未解除的锁定", "No open hold"), QUALITY, holds),
    condition("safety", ("未被判为不合格", "Not rejected"), NOBODY, safety),
    condition("appearance", ("外观检查正常", "Looks as it should"), HALL, appearance),
    condition("label", ("标签由系统打印并回扫一致", "Label printed here and scanned again"), HALL, label),
    condition("expiry", ("未过期", "Not expired"), NOBODY, expiry),
    condition("custody", ("在本机构待检库存中", "In quarantine in your own custody"), QUALITY, custody),
];

impl Condition {
    /// The line for a unit.
    pub(super) fn judge(&self, facts: &GateFacts<'_>) -> GateLine {
        let refusal = (self.holds)(facts).err();
        let words = |(zh, en): Words| Text::new(zh, en);
        GateLine {
            line: self.line.to_owned(),
            title: words(self.title),
            ok: refusal.is_none(),
            who_can_supply: refusal.is_some().then(|| words(self.who)),
            rule: refusal.as_ref().map(|refusal| refusal.rule.clone()),
            reason: refusal.map(|refusal| refusal.reason),
        }
    }
}

fn gate(holds: bool, rule: &str, reason: impl FnOnce() -> Text) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(Refusal::new(rule, reason())) }
}

fn donation(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    let known: Option<Vec<&DonationFacts>> = facts.donations.iter().copied().collect();
    let known = known.filter(|known| !known.is_empty()).ok_or_else(|| {
        Refusal::new("release.donation", say!("没有这份献血的记录", "there is no record of this donation"))
    })?;
    gate(known.iter().all(|donation| donation.bound && donation.ended_at.is_some()), "release.donation", || {
        say!(
            "血袋、试管与记录尚未同号绑定，或采集未结束",
            "bag, tubes and record are not bound to one number, or the donation has not ended"
        )
    })
}

fn not_excluded(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    gate(!facts.donations.iter().flatten().any(|donation| donation.self_excluded), "release.excluded", || {
        say!("该献血不得使用（保密性弃血）", "this donation is not to be used")
    })
}

fn volume(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    let unit = &facts.unit.facts;
    let product = rulebook::products().named(unit.product)?;
    if unit.division != Division::WHOLE {
        return Ok(());
    }
    let bench = Bench::usual(unit, donated(facts.donations), facts.hand.at);
    let actual = i32::try_from(unit.volume_ml).ok().and_then(VolumeMl::new).unwrap_or(VolumeMl::MAX);
    let whole_blood = bench.nominal();
    // Whole blood is labelled by the size of the donation, components by what they hold.
    let labelled = if product.class == ComponentClass::WholeBlood { whole_blood } else { Some(actual) };
    product.volume.check(&VolumeFacts { actual, labelled, whole_blood, medium: unit.medium })
}

fn tests(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    match facts.verdict {
        Verdict::Qualified { .. } => Ok(()),
        Verdict::Rejected => {
            Err(Refusal::new("release.tests-rejected", say!("检验判定不合格", "the laboratory has judged it unfit")))
        }
        Verdict::Incomplete { missing } => {
            let list = |of: fn(&Text) -> &str| missing.iter().map(of).collect::<Vec<_>>().join(", ");
            let (zh, en) = (list(|text| &text.zh), list(|text| &text.en));
            Err(Refusal::new("release.tests-missing", say!("检验未完成：{zh}", "the tests are not complete: {en}")))
        }
    }
}

fn group(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    let own = facts.unit.facts.group;
    let Some(own) = own else {
        return Err(Refusal::new("unit.group-unknown", say!("血型未定", "the group is not known")));
    };
    match facts.verdict {
        Verdict::Qualified { group, .. } if *group != own => {
            let judged = *group;
            Err(Refusal::new(
                "release.group-conflict",
                say!("记录血型 {own} 与检验判定 {judged} 不一致", "the record says {own}, the laboratory {judged}"),
            ))
        }
        _ => Ok(()),
    }
}

/// A product of a donor's arm needs no preparation; any other has its parents and the time of its making.
fn preparation(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    let unit = &facts.unit.facts;
    let product = rulebook::products().named(unit.product)?;
    let closed = product.collected || (!unit.parents.is_empty() && unit.prepared_at.is_some());
    gate(closed, "release.preparation", || {
        say!("没有制备记录（来源与时间）", "there is no record of its preparation: from what and when")
    })?;
    // What was made before anybody knew of the volume is stopped here.
    let bench = Bench::usual(unit, donated(facts.donations), facts.hand.at);
    if product.collected { Ok(()) } else { bench.check_makes(product) }
}

fn holds(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    let Some(hold) = facts.unit.state.holds.first() else { return Ok(()) };
    let (kind, reason) = (hold.kind.text(), &hold.reason);
    let (zh, en) = (kind.zh, kind.en);
    Err(Refusal::new("unit.held", say!("已锁定（{zh}：{reason}）", "held ({en}: {reason})")))
}

fn safety(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    gate(facts.unit.state.safety != Safety::Rejected, "unit.rejected", || {
        say!("不合格，只能隔离或报废", "rejected; it can only be kept apart or discarded")
    })
}

fn appearance(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    match facts.appearance {
        Some("normal") => Ok(()),
        Some(_) => Err(Refusal::new("release.appearance", say!("外观异常", "it does not look as it should"))),
        None => Err(Refusal::new("release.appearance", say!("没有外观检查记录", "nobody has looked at it yet"))),
    }
}

fn label(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    gate(facts.unit.state.label_verified_at.is_some(), "unit.label-not-verified", || {
        say!("标签未经复核", "the label has not been verified")
    })?;
    gate(!facts.printed_again, "label.printed-again", || {
        say!("标签补打后尚未回扫", "the label was printed again and not scanned since")
    })
}

fn expiry(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    match facts.unit.facts.expires_at {
        Some(expires) if expires > facts.hand.at => Ok(()),
        Some(expires) => Err(Refusal::new("unit.expired", say!("已于 {expires} 过期", "expired at {expires}"))),
        None => Err(Refusal::new("unit.expiry-unknown", say!("没有失效时间", "it has no expiry"))),
    }
}

/// Where it is and how far it has come: what the ledger would say to a release if every other line held.
fn custody(facts: &GateFacts<'_>) -> Result<(), Refusal> {
    let mut hand = *facts.hand;
    hand.second = Some(vena_kernel::id::UserId::from_uuid(Default::default()));
    let released = Fact::Released { evidence: "gate".to_owned() };
    hand.would(facts.unit_id, &otherwise_perfect(facts), released)
}

fn otherwise_perfect(facts: &GateFacts<'_>) -> Unit {
    let mut unit = facts.unit.clone();
    if unit.state.safety == Safety::Rejected {
        unit.state.safety = Safety::Pending;
    }
    unit.state.holds.clear();
    unit.state.label_verified_at = Some(facts.hand.at);
    unit.facts.group = unit.facts.group.or(Some(vena_kernel::abo::BloodGroup::ALL[0]));
    unit.facts.expires_at = Some(facts.hand.at.plus_seconds(1));
    if unit.state.life == Life::Collected {
        // Not labelled yet, which has a line of its own.
        unit.state.life = Life::InProcess;
    }
    unit
}
