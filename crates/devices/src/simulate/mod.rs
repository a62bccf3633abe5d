//! Instruments that are not there: they speak the real frames over TCP or a pseudo terminal, and make mistakes on request.

mod hall;
mod plans;
mod play;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, str::FromStr, time::Duration};

pub use plans::plan;
pub use play::{Terminal, play, serve_tcp};

use crate::hall::HallKind;

/// Instruments that can be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Played {
    /// 测温门, sentences.
    Gate,
    /// 血压计, sentences.
    BloodPressure,
    /// 血压计, Accutorr, polled.
    Accutorr,
    /// 体重秤, Toledo continuous output with checksum.
    Scale,
    /// 体重秤, MT-SICS, polled.
    Sics,
    /// 血红蛋白仪, sentences.
    Photometer,
    /// 血细胞分析仪, ASTM.
    Hematology,
    /// 干式生化仪, ASTM.
    Chemistry,
    /// 血型初筛仪, sentences.
    BloodGroup,
    /// 采血混匀秤, sentences.
    Mixer,
    /// 单采机, sentences.
    Apheresis,
    /// 读卡器, JSON lines with an invented person.
    Card,
    /// 扫码枪.
    Scanner,
    /// A machine of the component hall.
    Hall(HallKind),
}

impl Played {
    /// Every instrument of a collection site with its name on the command line; machines of the hall have names of their own.
    pub const ALL: [(&'static str, Self); 13] = [
        ("gate", Self::Gate),
        ("blood-pressure", Self::BloodPressure),
        ("accutorr", Self::Accutorr),
        ("scale", Self::Scale),
        ("sics", Self::Sics),
        ("photometer", Self::Photometer),
        ("hematology", Self::Hematology),
        ("chemistry", Self::Chemistry),
        ("blood-group", Self::BloodGroup),
        ("mixer", Self::Mixer),
        ("apheresis", Self::Apheresis),
        ("card", Self::Card),
        ("scanner", Self::Scanner),
    ];
}

impl FromStr for Played {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let hall = || HallKind::ALL.iter().map(|kind| (kind.played(), Self::Hall(*kind)));
        let all = || Self::ALL.into_iter().chain(hall());
        let names = || all().map(|(name, _)| name).collect::<Vec<_>>().join(", ");
        let found = all().find(|(name, _)| *name == text);
        found.map(|(_, played)| played).ok_or_else(|| format!("{text} is none of: {}", names()))
    }
}

/// A mistake that a played instrument makes before each thing that it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// Bytes that mean nothing.
    Garbage,
    /// The beginning of a frame, then the whole.
    Cut,
    /// The frame with one byte changed, then the right one.
    Checksum,
    /// It says nothing more.
    Silence,
}

impl FromStr for Mistake {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "garbage" => Ok(Self::Garbage),
            "cut" => Ok(Self::Cut),
            "checksum" => Ok(Self::Checksum),
            "silence" => Ok(Self::Silence),
            _ => Err("a mistake is garbage, cut, checksum or silence".to_owned()),
        }
    }
}

/// How an instrument is played.
#[derive(Debug, Clone)]
pub struct Options {
    /// Values that differ from the usual ones, by the name in the frame: `T`, `SYS`, `W`, `HB`, `PLT`, …
    pub set: BTreeMap<String, String>,
    /// The donation number that is scanned at the instrument.
    pub number: String,
    /// Which mistake it makes.
    pub mistake: Option<Mistake>,
    /// How many measurements; 0 goes on.
    pub count: u32,
    /// The pause between measurements.
    pub every: Duration,
    /// How many times faster than life a donation runs.
    pub speed: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            set: BTreeMap::new(),
            number: "0160226000001".to_owned(),
            mistake: None,
            count: 0,
            every: Duration::from_secs(5),
            speed: 1.0,
        }
    }
}

impl Options {
    fn value(&self, name: &str, usual: &str) -> String {
        self.set.get(name).map_or_else(|| usual.to_owned(), Clone::clone)
    }

    fn number_of(&self, name: &str, usual: f64) -> f64 {
        self.set.get(name).and_then(|text| text.parse().ok()).unwrap_or(usual)
    }
}

/// One step of a played instrument.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Says a frame.
    Say(Vec<u8>),
    /// Waits, in the instrument's own time.
    Pause(Duration),
    /// Waits for this byte; another one means that the last frame has to be said again.
    Await(u8),
    /// Waits for questions that begin so, and answers that many of them.
    Answer(&'static [u8], Vec<u8>, u32),
}
