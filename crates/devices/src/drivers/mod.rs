//! Drivers: one file for each language that instruments speak.

mod accutorr;
mod analyser;
mod apheresis;
mod card;
mod fields;
#[cfg(test)]
mod laws;
mod mixer;
mod scale;
mod scanner;
mod sentences;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use serde::Deserialize;
use vena_kernel::collection::reading::ReadingKind;

pub use accutorr::Accutorr;
pub use analyser::Analyser;
pub use apheresis::Apheresis;
pub use card::{CardBridge, citizen_card};
pub use fields::{FieldMap, Fields};
pub use mixer::Mixer;
pub use scale::{Sics, Toledo};
pub use scanner::Scanner;
pub use sentences::Sentences;

use crate::Driver;

/// Longest line of any instrument, bytes.
const LINE_MAX: usize = 2048;

/// What stands at the end of a line: an instrument whose readings are kept, or a reader whose words go to the browser only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StationKind {
    /// Readings for the server.
    Instrument(ReadingKind),
    /// 读卡器
    IdCard,
    /// 扫码枪
    Scanner,
}

impl StationKind {
    /// Its word in a configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Instrument(kind) => kind.as_str(),
            Self::IdCard => "id_card",
            Self::Scanner => "scanner",
        }
    }
}

impl FromStr for StationKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "id_card" => Ok(Self::IdCard),
            "scanner" => Ok(Self::Scanner),
            text => text.parse().map(Self::Instrument),
        }
    }
}

/// Which language an instrument speaks, as its configuration says.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "driver", rename_all = "snake_case")]
pub enum Language {
    /// Our own documented sentences `$HEAD,NAME=value*HH`, for every kind.
    Sentences,
    /// Lines of text whose parts are named in the configuration.
    Fields {
        /// Which part is what.
        map: FieldMap,
    },
    /// Blood pressure monitors of the Accutorr family, polled.
    Accutorr,
    /// Scales with Toledo continuous output.
    Toledo {
        /// Whether the scale is set to send a checksum.
        #[serde(default)]
        checksum: bool,
    },
    /// Scales that speak MT-SICS, polled.
    Sics,
    /// Analysers that speak ASTM E1381/E1394.
    Astm,
    /// Card readers whose service sends JSON lines.
    CardBridge,
    /// Barcode scanners in serial mode.
    Scanner,
}

/// The driver of an instrument.
///
/// # Errors
/// When the language is not one of this kind of instrument, in words for whoever wrote the configuration.
pub fn driver(kind: StationKind, language: &Language) -> Result<Box<dyn Driver>, String> {
    use ReadingKind as Kind;
    use StationKind::Instrument;
    let found: Box<dyn Driver> = match (kind, language) {
        (StationKind::IdCard, Language::CardBridge) => Box::new(CardBridge::default()),
        (StationKind::Scanner, Language::Scanner) => Box::new(Scanner::default()),
        (Instrument(Kind::Mixer), Language::Sentences) => Box::new(Mixer::default()),
        (Instrument(Kind::Apheresis), Language::Sentences) => Box::new(Apheresis::default()),
        (Instrument(kind), Language::Sentences) => Box::new(Sentences::new(kind)),
        (Instrument(kind), Language::Fields { map }) => Box::new(Fields::new(kind, map.clone())?),
        (Instrument(Kind::BloodPressure), Language::Accutorr) => Box::new(Accutorr::default()),
        (Instrument(Kind::ScaleWeight), Language::Toledo { checksum }) => Box::new(Toledo::new(*checksum)),
        (Instrument(Kind::ScaleWeight), Language::Sics) => Box::new(Sics::default()),
        (Instrument(kind @ (Kind::Hematology | Kind::Chemistry | Kind::BloodGroup)), Language::Astm) => {
            Box::new(Analyser::new(kind))
        }
        _ => return Err(format!("this driver is not one for {}", kind.as_str())),
    };
    Ok(found)
}
