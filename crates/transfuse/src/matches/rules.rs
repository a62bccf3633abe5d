//! Which unit may be matched to which patient, and when a match may be called off.

use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    compatibility::{self, Preference},
    id::UserId,
    product::ComponentClass,
    refusal::Refusal,
    rulebook, say,
};

use super::words::{Crossmatch, MatchState};

/// What is known when a unit is matched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MatchFacts {
    /// Class of the product.
    pub(crate) class: ComponentClass,
    /// The patient's group, if two independent results agree on it.
    pub(crate) patient_group: Option<BloodGroup>,
    /// The unit's group.
    pub(crate) unit_group: Option<BloodGroup>,
    /// The crossmatch.
    pub(crate) crossmatch: Crossmatch,
    /// The sample, if one is named.
    pub(crate) sample: Option<SampleFacts>,
    /// Whether a reason for the emergency is given.
    pub(crate) emergency_reason: bool,
    /// Whether a reason for another ABO group is given.
    pub(crate) approval_reason: bool,
    /// Now.
    pub(crate) now: Instant,
}

/// What is known of the sample.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SampleFacts {
    /// Whether it is this patient's.
    pub(crate) of_patient: bool,
    /// Until when it serves.
    pub(crate) valid_until: Instant,
}

/// Whether the unit may be matched, and its place in the order of choice.
///
/// # Errors
/// `unit.group-unknown`, `compatibility.*` of the kernel, `compatibility.approval`, `crossmatch.required`,
/// `sample.required`, `sample.of-patient`, `sample.expired`, `emergency.reason`.
pub(crate) fn may_match(facts: &MatchFacts) -> Result<Preference, Refusal> {
    let unit = facts.unit_group.ok_or_else(|| {
        Refusal::new("unit.group-unknown", say!("该血液血型未定", "the group of this unit is not known"))
    })?;
    let preference = compatibility::decide(facts.class, facts.patient_group, unit)?;
    approved(facts, unit)?;
    crossmatched(facts)?;
    sample_serves(facts)?;
    Ok(preference)
}

/// An emergency's own reason is reason enough for another ABO group that is compatible.
fn approved(facts: &MatchFacts, unit: BloodGroup) -> Result<(), Refusal> {
    let table = rulebook::compatibility().table(facts.class);
    let needed = table.is_some_and(|table| table.needs_approval(facts.patient_group, unit));
    if needed && !facts.approval_reason && facts.crossmatch != Crossmatch::Emergency {
        let reason = say!(
            "与患者 ABO 不同型（配合性输血），须写明批准理由",
            "another ABO group than the patient's: give the reason for which it was approved"
        );
        return Err(Refusal::new("compatibility.approval", reason));
    }
    Ok(())
}

fn crossmatched(facts: &MatchFacts) -> Result<(), Refusal> {
    let needed = rulebook::compatibility().table(facts.class).is_none_or(|table| table.crossmatch);
    match facts.crossmatch {
        Crossmatch::NotRequired if needed => {
            let reason = say!("该品种输注前须做交叉配血", "this product needs a crossmatch");
            Err(Refusal::new("crossmatch.required", reason))
        }
        Crossmatch::Compatible | Crossmatch::Incompatible if facts.sample.is_none() => {
            let reason = say!("请指明交叉配血所用的标本", "name the sample of the crossmatch");
            Err(Refusal::new("sample.required", reason))
        }
        Crossmatch::Emergency if !facts.emergency_reason => {
            let reason = say!("紧急用血须写明理由", "give the reason for the emergency");
            Err(Refusal::new("emergency.reason", reason))
        }
        _ => Ok(()),
    }
}

fn sample_serves(facts: &MatchFacts) -> Result<(), Refusal> {
    let Some(sample) = facts.sample else { return Ok(()) };
    if !sample.of_patient {
        let reason = say!("标本不是该患者的", "the sample is another patient's");
        return Err(Refusal::new("sample.of-patient", reason));
    }
    if sample.valid_until <= facts.now {
        let until = sample.valid_until;
        let reason = say!("标本已于 {until} 失效，请重新采样", "the sample served until {until}: draw a new one");
        return Err(Refusal::new("sample.expired", reason));
    }
    Ok(())
}

/// What is known of a match when somebody wants to do something with it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    /// How far it has come.
    pub(crate) state: MatchState,
    /// What the crossmatch came out as.
    pub(crate) crossmatch: Crossmatch,
    /// Whether a crossmatch afterwards is done.
    pub(crate) crossmatched_later: bool,
    /// Who made it.
    pub(crate) matched_by: UserId,
    /// Who began at the bedside, and when.
    pub(crate) first: Option<(UserId, Instant)>,
    /// When the transfusion began.
    pub(crate) started_at: Option<Instant>,
    /// Who asks.
    pub(crate) caller: UserId,
    /// Now.
    pub(crate) now: Instant,
}

/// Refuses by `match.state` unless the match is in one of these states.
pub(crate) fn in_state(standing: &Standing, wanted: &[MatchState]) -> Result<(), Refusal> {
    if wanted.contains(&standing.state) {
        return Ok(());
    }
    let (zh, en) = standing.state.names();
    Err(Refusal::new("match.state", say!("当前“{zh}”，不能这样操作", "this is not possible now: the match is {en}")))
}

/// Whether a match may be called off: before the unit has left the blood bank.
pub(crate) fn may_cancel(standing: &Standing) -> Result<(), Refusal> {
    in_state(standing, &[MatchState::Matched, MatchState::Lapsed, MatchState::Emergency, MatchState::EmergencySigned])
}
