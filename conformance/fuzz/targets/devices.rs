//! Instruments of a collection site. The first byte says which; what comes is cut into pieces, with silences between.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vena_devices::drivers::{Language, StationKind, driver};
use vena_kernel::collection::reading::ReadingKind;

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let (kind, language) = match which % 8 {
        0 => (StationKind::IdCard, Language::CardBridge),
        1 => (StationKind::Scanner, Language::Scanner),
        2 => (StationKind::Instrument(ReadingKind::BloodPressure), Language::Accutorr),
        3 => (StationKind::Instrument(ReadingKind::ScaleWeight), Language::Toledo { checksum: which & 8 > 0 }),
        4 => (StationKind::Instrument(ReadingKind::ScaleWeight), Language::Sics),
        5 => (StationKind::Instrument(ReadingKind::Hematology), Language::Astm),
        6 => (StationKind::Instrument(ReadingKind::Mixer), Language::Sentences),
        _ => (StationKind::Instrument(ReadingKind::Apheresis), Language::Sentences),
    };
    let Ok(mut driver) = driver(kind, &language) else { panic!("a driver for {kind:?}") };
    for piece in bytes.chunks(11) {
        let heard = driver.take(piece);
        assert!(heard.said.len() <= bytes.len());
        if piece.first().is_some_and(|byte| byte % 16 == 0) {
            let _ = driver.quiet();
        }
    }
    driver.reset();
});
