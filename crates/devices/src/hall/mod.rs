//! Machines of the component hall. No maker of them publishes a protocol, so all speak the same sentences of ours (see
//! `docs/devices.md`); a converter beside the machine, or the maker's own program, sends them. Bytes in, messages out; pure.
//!
//! `$CF,SEQ=118,END,P=5,G=5003,T=4.1,S=602*HH`: what kind of machine, the number of the message (a machine never uses one twice),
//! when it is said, and values by the names below. `B=` is what was scanned at the machine, where the values are those of one bag.

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, str::FromStr};

use serde::Serialize;

use crate::frame::{FrameFault, Lines, Sentence};

/// Longest sentence, bytes.
const LINE_MAX: usize = 1024;

/// Which name in a sentence stands for which value. `#` before a value means a word, otherwise it is a number.
type Names = &'static [(&'static str, &'static str)];

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $play:literal, $head:literal, [$($key:literal: $value:literal),+];)+) => {
        /// Kinds of machines of the component hall.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum HallKind { $($(#[$doc])* $name,)+ }

        impl HallKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its word in configurations, as `rulebook/cn/hall.toml` names it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// Its name on the command line that plays it.
            pub const fn played(self) -> &'static str {
                match self { $(Self::$name => $play),+ }
            }

            /// What its sentences begin with.
            pub const fn head(self) -> &'static str {
                match self { $(Self::$name => $head),+ }
            }

            const fn names(self) -> Names {
                match self { $(Self::$name => &[("P", "#programme"), ("R", "#result"), $(($key, $value)),+]),+ }
            }
        }
    };
}

kinds! {
    /// 离心机
    Centrifuge = "centrifuge", "centrifuge", "CF", ["G": "speed_g", "T": "temperature_c", "S": "seconds"];
    /// 分浆机
    Separator = "separator", "separator", "SP", ["V": "plasma_ml", "S": "seconds"];
    /// 速冻机
    BlastFreezer = "blast_freezer", "blast-freezer", "BF", ["C": "core_c", "T": "temperature_c", "S": "seconds"];
    /// 解冻仪
    Thawer = "thawer", "thawer", "TH", ["T": "temperature_c", "S": "seconds"];
    /// 无菌接驳机
    Welder = "welder", "welder", "WD", ["I": "#integrity", "N": "welds"];
    /// 细胞洗涤机
    Washer = "washer", "washer", "WS", ["Y": "cycles", "S": "seconds"];
    /// 过滤架
    FilterStand = "filter_stand", "filter-stand", "LF", ["T": "temperature_c", "S": "seconds"];
    /// 病毒灭活箱
    Cabinet = "cabinet", "cabinet", "IC",
        ["L": "light_klx", "T": "temperature_c", "S": "seconds", "M": "residual_umol_l"];
    /// 冷藏箱
    Refrigerator = "refrigerator", "refrigerator", "RF", ["T": "temperature_c", "S": "seconds"];
    /// 红细胞处理仪
    RedCellProcessor = "red_cell_processor", "red-cell-processor", "RP",
        ["K": "glycerol_g_l", "Y": "cycles", "S": "seconds"];
    /// 辐照仪
    Irradiator = "irradiator", "irradiator", "IR", ["D": "dose_min_gy", "X": "dose_max_gy", "S": "seconds"];
}

impl FromStr for HallKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = || Self::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", ");
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.word() == text)
            .ok_or_else(|| format!("{text} is none of: {}", words()))
    }
}

/// A number or a word.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum HallValue {
    /// In the unit of its value.
    Number(f64),
    /// As the machine says it.
    Word(String),
}

/// What a machine said, as the server takes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HallSaid {
    /// The sentence without its line end: the same again is the same message.
    pub frame: String,
    /// `begin`, `sample` or `end`.
    pub event: &'static str,
    /// What was scanned at the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bag: Option<String>,
    /// By the name of the value.
    pub readings: BTreeMap<String, HallValue>,
}

/// What some bytes of a machine were.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HallHeard {
    /// Messages, in their order.
    pub said: Vec<HallSaid>,
    /// What could not be read, for people.
    pub complaints: Vec<String>,
}

/// The line to a machine of the hall.
#[derive(Debug)]
pub struct HallMachine {
    kind: HallKind,
    lines: Lines,
}

impl HallMachine {
    /// For a machine of `kind`.
    pub fn new(kind: HallKind) -> Self {
        Self { kind, lines: Lines::new(LINE_MAX) }
    }

    /// Understands what came over the line.
    pub fn take(&mut self, bytes: &[u8]) -> HallHeard {
        let mut heard = HallHeard::default();
        for byte in bytes {
            let Some(line) = self.lines.push(*byte) else { continue };
            match line.and_then(|line| self.read(&line)) {
                Ok(said) => heard.said.push(said),
                Err(fault) => heard.complaints.push(fault.to_string()),
            }
        }
        heard
    }

    /// The line is new: what was half said before is lost.
    pub fn reset(&mut self) {
        self.lines.reset();
    }

    fn read(&self, line: &str) -> Result<HallSaid, FrameFault> {
        let sentence = Sentence::read(line)?;
        let head = self.kind.head();
        let form = |why: &str| FrameFault::Form(format!("{why} in a sentence of {head}"));
        if sentence.head != head {
            return Err(FrameFault::Form(format!("a sentence {} where {head} was expected", sentence.head)));
        }
        if sentence.get("SEQ").is_none() {
            return Err(form("no SEQ"));
        }
        let event = [("BEGIN", "begin"), ("SAMPLE", "sample"), ("END", "end")];
        let event = event.into_iter().find(|(word, _)| sentence.says(word)).map(|(_, event)| event);
        let event = event.ok_or_else(|| form("neither BEGIN nor SAMPLE nor END"))?;
        let mut readings = BTreeMap::new();
        for (name, value) in self.kind.names() {
            let Some(text) = sentence.get(name) else { continue };
            let (value, told) = match value.strip_prefix('#') {
                Some(word) => (word, HallValue::Word(text.chars().take(40).collect())),
                // A figure that is none is no figure left out: the whole sentence is not believed.
                None => (*value, HallValue::Number(sentence.number(name).ok_or_else(|| form("no number"))?)),
            };
            readings.insert(value.to_owned(), told);
        }
        let start = line.rfind('$').unwrap_or_default();
        let frame = line[start..].trim_end().to_owned();
        Ok(HallSaid { frame, event, bag: sentence.get("B").map(str::to_owned), readings })
    }
}
