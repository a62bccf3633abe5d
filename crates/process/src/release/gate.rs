//! The release gate: what must hold before a unit leaves quarantine, line by line. Pure.
//!
//! Source: 血站技术操作规程（2019版）, release; 献血法 art. 10. All lines must hold; nobody may overrule one.

mod lines;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use vena_contracts::{collect::DonationFacts, lab::Verdict};
use vena_kernel::{id::UnitId, refusal::Refusal, text::Text, unit_state::Unit};

use crate::events::Hand;

/// Everything that the gate looks at.
#[derive(Debug)]
pub(crate) struct GateFacts<'a> {
    /// Who would release it, and when.
    pub(crate) hand: &'a Hand,
    /// The unit.
    pub(crate) unit_id: UnitId,
    /// As it stands.
    pub(crate) unit: &'a Unit,
    /// What collect knows of each donation behind it: several of a pool.
    pub(crate) donations: &'a [Option<&'a DonationFacts>],
    /// What the laboratory says.
    pub(crate) verdict: &'a Verdict,
    /// How the bag looked when its label was last checked: `normal`, `abnormal`.
    pub(crate) appearance: Option<&'a str>,
    /// Whether its label was printed again and not scanned since.
    pub(crate) printed_again: bool,
}

/// One condition of release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct GateLine {
    /// `donation`, `not_excluded`, `volume`, `tests`, `group`, `preparation`, `holds`, `safety`, `appearance`, `label`,
    /// `expiry`, `custody`.
    pub(crate) line: String,
    /// What it asks for.
    pub(crate) title: Text,
    /// Whether it holds.
    pub(crate) ok: bool,
    /// The rule that decided against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<String>,
    /// Why it does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<Text>,
    /// Who can supply what is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) who_can_supply: Option<Text>,
}

/// The gate of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gate {
    /// The unit.
    pub(crate) unit_id: UnitId,
    /// The lines, in their order.
    pub(crate) lines: Vec<GateLine>,
    /// SHA-256, hexadecimal, over what the gate saw.
    pub(crate) evidence: String,
}

impl Gate {
    /// Computes the gate of one unit.
    pub(crate) fn compute(facts: &GateFacts<'_>) -> Self {
        let lines: Vec<GateLine> = lines::ALL.iter().map(|condition| condition.judge(facts)).collect();
        let evidence = evidence(facts, &lines);
        Self { unit_id: facts.unit_id, lines, evidence }
    }

    /// True when every line holds.
    pub(crate) fn is_open(&self) -> bool {
        self.lines.iter().all(|line| line.ok)
    }

    /// The first line that does not hold, as a refusal.
    pub(crate) fn first_refusal(&self) -> Result<(), Refusal> {
        let closed = self.lines.iter().find(|line| !line.ok);
        closed.and_then(|line| Some(Refusal::new(line.rule.clone()?, line.reason.clone()?))).map_or(Ok(()), Err)
    }
}

/// What the gate saw, in a form that another program can build again: unit, its version and label facts, donation, the
/// laboratory's own digest, and the answer of every line.
fn evidence(facts: &GateFacts<'_>, lines: &[GateLine]) -> String {
    let unit = &facts.unit.facts;
    let laboratory = match facts.verdict {
        Verdict::Qualified { evidence, .. } => evidence.as_str(),
        Verdict::Rejected => "rejected",
        Verdict::Incomplete { .. } => "incomplete",
    };
    let answers: Vec<String> = lines.iter().map(|line| format!("{}={}", line.line, line.ok)).collect();
    let seen = [
        "vena.process.release.v1".to_owned(),
        facts.unit_id.to_string(),
        facts.unit.state.version.to_string(),
        unit.label(),
        unit.group.map(|group| group.to_string()).unwrap_or_default(),
        unit.volume_ml.to_string(),
        unit.expires_at.map(|at| at.to_string()).unwrap_or_default(),
        facts.donations.iter().flatten().map(|one| one.donation_id.to_string()).collect::<Vec<_>>().join(" "),
        laboratory.to_owned(),
        answers.join(" "),
    ];
    Sha256::digest(seen.join("\n")).iter().map(|byte| format!("{byte:02x}")).collect()
}
