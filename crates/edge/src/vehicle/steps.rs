//! A step as a screen asks for it, and what the vehicle makes of it.

use serde::Deserialize;
use serde_json::Value;
use vena_kernel::{
    clock::Day as Date,
    collection::{binding, book, screening::HealthCheck},
    product::MediumCode,
    refusal::Refusal,
    say,
};
use vena_trip::{Answers, entry::Step, rules, state::Visit};

use super::day::{Day, No};

/// A step as a screen asks for it.
#[derive(Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(crate) enum Asked {
    Answered {
        version: String,
        answers: Answers,
        strokes: Option<Value>,
    },
    Checked {
        check: HealthCheck,
    },
    Decided {
        accepted: bool,
        volume_ml: i32,
        note: Option<String>,
    },
    Bound {
        donation_number: String,
        bag_scan: String,
        tube_scans: Vec<String>,
        lot: String,
        medium: MediumCode,
        expires_on: Date,
    },
    Started,
    Ended {
        volume_ml: i32,
        #[serde(default)]
        self_excluded: bool,
    },
    Reaction {
        severity: String,
        kind: String,
        note: Option<String>,
    },
    Left {
        reason: String,
    },
}

/// The step that was asked for, with what the vehicle adds: seals, the judgement, the one number of all scans.
pub(crate) fn meant(day: &Day, visit: &Visit, asked: Asked, today: Date) -> Result<Step, No> {
    Ok(match asked {
        Asked::Answered { version, answers, strokes } => {
            let strokes = strokes.map(|strokes| day.to_station(strokes.to_string().as_bytes())).transpose()?;
            Step::Answered { version, answers, strokes }
        }
        Asked::Checked { check } => Step::Checked { check },
        Asked::Decided { accepted, volume_ml, note } => {
            let refusals = rules::judge(visit, day.standing(&visit.identity), today)?;
            Step::Decided { accepted, volume_ml, refusals, note: note.map(|note| note.chars().take(500).collect()) }
        }
        Asked::Bound { donation_number, bag_scan, tube_scans, lot, medium, expires_on } => {
            let number = binding::number_of(&donation_number)?;
            binding::one_number(number, &bag_scan, &tube_scans, book::collection(today)?)?;
            Step::Bound { number, lot, medium, expires_on, tubes: tube_scans.len() }
        }
        Asked::Started => Step::Started,
        Asked::Ended { volume_ml, self_excluded } if (1..=1000).contains(&volume_ml) => {
            Step::Ended { volume_ml, self_excluded }
        }
        Asked::Ended { volume_ml, .. } => {
            let reason = say!("血量 {volume_ml} mL 不合理", "{volume_ml} mL is no volume of a bag");
            return Err(Refusal::new("donation.volume", reason).into());
        }
        Asked::Reaction { severity, kind, note } => Step::Reaction { severity, kind, note },
        Asked::Left { reason } => Step::Left { reason },
    })
}
