//! What a step's readings say: within what the rulebook allows and near what the programme sets, or a deviation. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vena_kernel::{clock::Day, refusal::Refusal, say, text::Text};

use super::{Hall, Step};

/// A number or a word that a machine reported or a person read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = HallTold)]
pub(crate) enum Told {
    /// A quantity in the unit of its value.
    Number(f64),
    /// A word.
    Word(String),
}

/// What was told, by the name of the value.
pub(crate) type Readings = BTreeMap<String, Told>;

/// What must be true of one value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Check {
    pub(crate) value: String,
    /// What a deviation is called.
    rule: String,
    /// Between what a programme may set it.
    pub(crate) target: Option<(f64, f64)>,
    /// How far the machine may run from what is set.
    #[serde(default)]
    off: f64,
    min: Option<f64>,
    max: Option<f64>,
    is: Option<String>,
    #[serde(default)]
    pub(crate) per_bag: bool,
    #[serde(default)]
    pub(crate) watched: bool,
}

/// What must be true of one value under one programme.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = HallWindow)]
pub(crate) struct Window {
    /// Name of the value.
    pub(crate) value: String,
    /// What people call it.
    pub(crate) title: Text,
    /// In what it is measured.
    pub(crate) unit: String,
    /// Not less.
    pub(crate) min: Option<f64>,
    /// Not more.
    pub(crate) max: Option<f64>,
    /// The only good word.
    pub(crate) is: Option<String>,
    /// Each bag has a value of its own.
    pub(crate) per_bag: bool,
    /// What the machine reports on the way counts too.
    pub(crate) watched: bool,
    #[serde(skip)]
    rule: String,
}

/// What was not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = HallDeviation)]
pub(crate) struct Deviation {
    /// The rule, `deviation.temperature`.
    pub(crate) rule: String,
    /// In words.
    pub(crate) reason: Text,
}

impl Deviation {
    pub(crate) fn new(rule: &str, reason: Text) -> Self {
        Self { rule: format!("deviation.{rule}"), reason }
    }
}

impl Step {
    /// Refuses by `programme.setting` settings that the step does not have, lacks, or does not allow.
    pub(crate) fn allows(&self, settings: &BTreeMap<String, f64>) -> Result<(), (String, Refusal)> {
        let refused = |name: &str, reason: Text| Err((name.to_owned(), Refusal::new("programme.setting", reason)));
        let targets: Vec<(&str, (f64, f64))> =
            self.check.iter().filter_map(|check| Some((check.value.as_str(), check.target?))).collect();
        if let Some(name) = settings.keys().find(|name| !targets.iter().any(|(known, _)| known == name)) {
            return refused(name, say!("此工序不设定 {name}", "this step does not set {name}"));
        }
        for (name, (least, most)) in targets {
            let Some(set) = settings.get(name) else {
                return refused(name, say!("缺少设定 {name}", "{name} is not set"));
            };
            if !(least..=most).contains(set) {
                let reason = say!(
                    "{name} 设定为 {set}，应在 {least}–{most} 之间",
                    "{name} is set to {set}; it must be between {least} and {most}"
                );
                return refused(name, reason);
            }
        }
        Ok(())
    }

    /// What must be true of each value under these settings.
    pub(crate) fn windows(&self, hall: &Hall, settings: &BTreeMap<String, f64>, day: Day) -> Vec<Window> {
        let window = |check: &Check| {
            let known = hall.value(&check.value, day);
            let set = check.target.and_then(|_| settings.get(&check.value));
            let higher = |a: Option<f64>, b: Option<f64>| a.into_iter().chain(b).reduce(f64::max);
            let lower = |a: Option<f64>, b: Option<f64>| a.into_iter().chain(b).reduce(f64::min);
            Window {
                value: check.value.clone(),
                title: known.map_or_else(|| Text::new(&check.value, &check.value), |known| known.title.clone()),
                unit: known.map(|known| known.unit.clone()).unwrap_or_default(),
                min: higher(check.min, set.map(|set| set - check.off)),
                max: lower(check.max, set.map(|set| set + check.off)),
                is: check.is.clone(),
                per_bag: check.per_bag,
                watched: check.watched,
                rule: check.rule.clone(),
            }
        };
        self.check.iter().map(window).collect()
    }
}

impl Window {
    /// What is wrong with `told`, if anything.
    pub(crate) fn judge(&self, told: &Told) -> Option<Deviation> {
        let Self { title: Text { zh, en }, unit, .. } = self;
        let said = match told {
            told if self.holds(told) => return None,
            Told::Number(number) => number.to_string(),
            Told::Word(word) => word.clone(),
        };
        let wanted = self.wanted();
        Some(Deviation::new(
            &self.rule,
            say!("{zh} {said} {unit}，应为 {wanted}", "{en} {said} {unit} where {wanted} was needed"),
        ))
    }

    fn holds(&self, told: &Told) -> bool {
        match (told, &self.is) {
            (Told::Word(word), Some(good)) => word == good,
            (Told::Number(number), None) => {
                number.is_finite()
                    && self.min.is_none_or(|least| *number >= least)
                    && self.max.is_none_or(|most| *number <= most)
            }
            _ => false,
        }
    }

    fn wanted(&self) -> String {
        match (&self.is, self.min, self.max) {
            (Some(good), _, _) => good.clone(),
            (None, Some(least), Some(most)) => format!("{least}–{most} {}", self.unit),
            (None, Some(least), None) => format!("≥ {least} {}", self.unit),
            (None, None, Some(most)) => format!("≤ {most} {}", self.unit),
            (None, None, None) => String::new(),
        }
        .trim()
        .to_owned()
    }
}

impl Hall {
    /// Refuses by `reading.unknown` a value that nothing reports, by `reading.form` a word for a number or a number for a word,
    /// and by `reading.implausible` what cannot be true.
    pub(crate) fn believes(&self, name: &str, told: &Told, day: Day) -> Result<(), Refusal> {
        let Some(value) = self.value(name, day) else {
            let reason = say!("没有读数项目 {name}", "there is no reading {name}");
            return Err(Refusal::new("reading.unknown", reason));
        };
        let (zh, en) = (&value.title.zh, &value.title.en);
        match (told, value.min, value.max) {
            (Told::Word(_), None, None) => Ok(()),
            (Told::Number(number), Some(least), Some(most)) if (least..=most).contains(number) => Ok(()),
            (Told::Number(number), Some(least), Some(most)) => {
                let reason = say!(
                    "{zh} {number} 不可能：应在 {least}–{most} 之间",
                    "{en} cannot be {number}: between {least} and {most} is possible"
                );
                Err(Refusal::new("reading.implausible", reason))
            }
            _ => Err(Refusal::new("reading.form", say!("{zh}的读数形式不对", "{en} is not read like this"))),
        }
    }
}
