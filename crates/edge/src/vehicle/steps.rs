//! A step as a screen asks for it, and what the vehicle makes of it.

use serde::Deserialize;
use vena_kernel::{
    clock::Day as Date,
    collection::{binding, book, chair, screening::HealthCheck},
    handwriting::{self, Point},
    masking::mask_name,
    product::MediumCode,
    refusal::Refusal,
    say,
};
use vena_trip::{
    Answers,
    entry::{Again, Consented, Piece, Step, UsedLot},
    rules,
    seal::Bytes,
    state::Visit,
};

use super::day::{Day, No};

/// A step as a screen asks for it.
#[derive(Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(crate) enum Asked {
    Answered {
        version: String,
        answers: Answers,
        consent: Option<Consented>,
        strokes: Option<Vec<Vec<Point>>>,
    },
    Checked {
        check: HealthCheck,
    },
    Decided {
        accepted: bool,
        volume_ml: i32,
        note: Option<String>,
    },
    Bound(Box<Binding>),
    Started {
        /// The document as scanned at the chair.
        document: Option<String>,
        /// Or what the donor says.
        name: Option<String>,
        born_on: Option<Date>,
    },
    Wish {
        code: String,
    },
    Over,
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

/// What shall carry one number.
#[derive(Deserialize)]
pub(crate) struct Binding {
    donation_number: String,
    bag_scan: String,
    tube_scans: Vec<String>,
    /// The maker's label of the kit; it says article, lot and last day, and those typed have to agree.
    kit_scan: Option<String>,
    lot: Option<String>,
    medium: MediumCode,
    expires_on: Option<Date>,
    /// Lots of needle, pouch and tubes.
    #[serde(default)]
    lots: Vec<UsedLot>,
}

/// The step that was asked for, with what the vehicle adds: seals, the judgement, the one number of all scans.
pub(crate) fn meant(day: &Day, visit: &Visit, asked: Asked, today: Date) -> Result<Step, No> {
    Ok(match asked {
        Asked::Answered { version, answers, consent, strokes } => {
            let strokes = strokes.map(|strokes| written(day, &strokes, today)).transpose()?;
            Step::Answered { version, answers, consent, strokes }
        }
        Asked::Checked { check } => Step::Checked { check },
        Asked::Decided { accepted, volume_ml, note } => {
            let refusals = rules::judge(visit, day.standing(&visit.identity), today)?;
            Step::Decided { accepted, volume_ml, refusals, note: note.map(|note| note.chars().take(500).collect()) }
        }
        Asked::Bound(binding) => bound(visit, *binding, today)?,
        Asked::Started { document, name, born_on } => {
            Step::Started { again: asked_again(day, visit, document, name.zip(born_on))? }
        }
        Asked::Wish { code } => Step::Wish { code: day.to_station(code.trim().as_bytes())? },
        Asked::Over => Step::Over,
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

/// The signature, sealed to the station. Refuses what is none: nobody can ask for another once the vehicle is back.
fn written(day: &Day, strokes: &[Vec<Point>], today: Date) -> Result<Bytes, No> {
    handwriting::check(strokes, today)?;
    let plain = serde_json::to_vec(strokes).map_err(|error| No::Broken(error.to_string()))?;
    day.to_station(&plain)
}

/// Record, bag and tubes carry one number, and the kit is the right one: the rules of the chair.
fn bound(visit: &Visit, asked: Binding, today: Date) -> Result<Step, Refusal> {
    let number = binding::number_of(&asked.donation_number)?;
    chair::labels(&asked.donation_number, &asked.bag_scan)?;
    binding::one_number(number, &asked.bag_scan, &asked.tube_scans, book::collection(today)?)?;
    let scan = asked.kit_scan.as_deref().filter(|scan| !scan.trim().is_empty());
    let label = scan.map(chair::read_kit).transpose()?;
    let kit = label.as_ref().map(|label| label.kit(today)).transpose()?;
    if let Some(kit) = kit {
        kit.fits(visit.kind, visit.volume_ml.unwrap_or_default())?;
    }
    let said = label.as_ref();
    let typed = asked.lot.filter(|lot| !lot.trim().is_empty());
    let lot = agreed(typed, said.and_then(|label| label.lot.clone()))?;
    let expires_on = agreed(asked.expires_on, said.and_then(|label| label.expires_on))?;
    let piece = label.as_ref().and_then(|label| {
        let serial = label.serial.clone()?;
        Some(Piece { article: label.article.clone(), serial })
    });
    if asked.lots.iter().any(|used| !matches!(used.item.as_str(), "needle" | "pouch" | "tube")) {
        let reason = say!("批号种类应为 needle、pouch 或 tube", "a lot is of a needle, a pouch or a tube");
        return Err(Refusal::new("trip.request", reason));
    }
    let (kit, tubes) = (kit.map(|kit| kit.code.clone()), asked.tube_scans.len());
    Ok(Step::Bound { number, lot, medium: asked.medium, expires_on, tubes, kit, piece, lots: asked.lots })
}

/// What was typed and what the label says, where both say something. Refuses by `binding.kit-differs` and
/// `binding.kit-incomplete`.
fn agreed<T: PartialEq + ToString>(typed: Option<T>, label: Option<T>) -> Result<T, Refusal> {
    match (typed, label) {
        (Some(typed), Some(label)) if typed != label => {
            let (typed, label) = (typed.to_string(), label.to_string());
            let reason = say!("录入 {typed}，标签为 {label}", "{typed} was typed, the label says {label}");
            Err(Refusal::new("binding.kit-differs", reason))
        }
        (Some(value), _) | (None, Some(value)) => Ok(value),
        (None, None) => {
            let reason = say!("请扫描厂家标签或录入", "scan the maker's label or type it");
            Err(Refusal::new("binding.kit-incomplete", reason))
        }
    }
}

/// Who sits in the chair, by document or by name and birthday; nothing when nobody asked.
fn asked_again(
    day: &Day,
    visit: &Visit,
    document: Option<String>,
    said: Option<(String, Date)>,
) -> Result<Option<Again>, Refusal> {
    let nothing = ("", visit.born_on);
    if let Some(document) = document.filter(|text| !text.trim().is_empty()) {
        rules::same_person(visit, Some(&day.is_document_of(visit, &document)), nothing)?;
        return Ok(Some(Again::Document));
    }
    let Some((name, born_on)) = said else { return Ok(None) };
    let name: String = name.chars().filter(|letter| !letter.is_whitespace()).collect();
    rules::same_person(visit, None, (&mask_name(&name), born_on))?;
    Ok(Some(Again::Said))
}
