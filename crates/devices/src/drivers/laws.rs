//! What no bytes may do to a driver: make it panic, grow, or tell what was not said.

use proptest::prelude::*;
use vena_kernel::collection::reading::ReadingKind as Kind;

use super::{
    tests::{instrument, shown},
    *,
};
use crate::{
    Said,
    frame::{AstmReceiver, Lines, Sentence, ToledoFrames, sentence},
    simulate::{Options, Played, Step, plan},
};

/// Every driver, by name.
fn all() -> Vec<(&'static str, Box<dyn Driver>)> {
    let map: FieldMap = toml::from_str("[fields]\ntemperature_c = { at = 2, times = 0.1 }").expect("a map");
    vec![
        ("sentences", driver(instrument(Kind::BloodPressure), &Language::Sentences).expect("it")),
        ("fields", driver(instrument(Kind::TemperatureGate), &Language::Fields { map }).expect("it")),
        ("accutorr", driver(instrument(Kind::BloodPressure), &Language::Accutorr).expect("it")),
        ("toledo", driver(instrument(Kind::ScaleWeight), &Language::Toledo { checksum: true }).expect("it")),
        ("toledo bare", driver(instrument(Kind::ScaleWeight), &Language::Toledo { checksum: false }).expect("it")),
        ("sics", driver(instrument(Kind::ScaleWeight), &Language::Sics).expect("it")),
        ("astm", driver(instrument(Kind::Hematology), &Language::Astm).expect("it")),
        ("mixer", driver(instrument(Kind::Mixer), &Language::Sentences).expect("it")),
        ("apheresis", driver(instrument(Kind::Apheresis), &Language::Sentences).expect("it")),
        ("card", driver(StationKind::IdCard, &Language::CardBridge).expect("it")),
        ("scanner", driver(StationKind::Scanner, &Language::Scanner).expect("it")),
    ]
}

/// The frames of one measurement of each played instrument that speaks by itself, with the driver that reads them.
fn spoken() -> Vec<(usize, Vec<u8>)> {
    let said = |step: Step| match step {
        Step::Say(frame) => frame,
        Step::Answer(_, frame, times) => frame.repeat(usize::try_from(times).expect("few")),
        Step::Pause(_) | Step::Await(_) => Vec::new(),
    };
    let say = |played: Played| -> Vec<u8> {
        let set = [("S".into(), "300".into()), ("T".into(), "60".into())].into();
        plan(played, &Options { set, ..Options::default() }, 1).into_iter().flat_map(said).collect()
    };
    let at = |name: &str| all().iter().position(|(found, _)| *found == name).expect("a driver");
    [
        ("sentences", Played::BloodPressure),
        ("accutorr", Played::Accutorr),
        ("toledo", Played::Scale),
        ("sics", Played::Sics),
        ("astm", Played::Hematology),
        ("mixer", Played::Mixer),
        ("apheresis", Played::Apheresis),
        ("card", Played::Card),
        ("scanner", Played::Scanner),
    ]
    .map(|(name, played)| (at(name), say(played)))
    .to_vec()
}

fn told(driver: &mut dyn Driver, parts: &[&[u8]]) -> Vec<Said> {
    parts.iter().flat_map(|part| driver.take(part).said).collect()
}

#[test]
fn it_does_not_matter_where_the_bytes_are_cut() {
    for (which, bytes) in spoken() {
        let whole = told(&mut *all().swap_remove(which).1, &[&bytes]);
        assert!(!whole.is_empty(), "driver {which} says something");
        for cut in 0..=bytes.len().min(700) {
            let (before, after) = bytes.split_at(cut);
            assert_eq!(told(&mut *all().swap_remove(which).1, &[before, after]), whole, "driver {which}, cut at {cut}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(told(&mut *all().swap_remove(which).1, &single), whole, "driver {which}, byte by byte");
    }
}

#[test]
fn every_frame_that_follows_garbage_is_read_and_a_changed_byte_never_is() {
    for (which, bytes) in spoken() {
        let whole = told(&mut *all().swap_remove(which).1, &[&bytes]);
        let garbage = [0xff, 0x00, b'$', b'*', 0x1b, b'S', b'P', b':', b'\r', b'\n'];
        assert_eq!(told(&mut *all().swap_remove(which).1, &[&garbage, &bytes]), whole, "driver {which}");
    }
    // Under a checksum no single changed bit passes for another value.
    let good = sentence("BP,SYS=118,DIA=76,PR=72");
    for at in 0..good.len() - 2 {
        for bit in 0..7 {
            let mut wrong = good.clone();
            wrong[at] ^= 1 << bit;
            let heard = Sentences::new(Kind::BloodPressure).take(&wrong);
            // The digits of the checksum may change their case.
            let same = Sentence::read(String::from_utf8_lossy(&wrong).trim()).is_ok();
            assert!(heard.said.is_empty() || same && shown(&heard).contains("systolic_mmhg=118.0"), "{wrong:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_a_driver_panic(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..400), 0..12)) {
        for (_, mut driver) in all() {
            for part in &parts {
                let heard = driver.take(part);
                prop_assert!(heard.said.len() <= part.len() + 1);
                prop_assert!(heard.reply.len() <= part.len());
                let _ = driver.poll();
            }
            let _ = driver.quiet();
            driver.reset();
        }
    }

    #[test]
    fn bytes_that_look_like_frames_make_no_driver_panic(
        parts in prop::collection::vec(prop::sample::select(vec![
            "$MX,", "START,", "W,", "S=", "V=1e308", "N=1", "*", "00", "\r\n", "$AP,ST,", "END", "\x02", "\x031", "\x05",
            "\x04", "H|\\^&|", "R|1|^^^PLT|", "NaN", "|", "\r", "S S ", "kg", "P:", ",,,,,,,,", "{\"wz\":\"", "\"}", "中", "🩸",
        ]), 0..60),
        number in any::<f64>(),
    ) {
        let text = parts.concat().replace("1e308", &number.to_string());
        let body = text.replace(['\r', '\n'], "");
        for (_, mut driver) in all() {
            driver.take(text.as_bytes());
            driver.take(&sentence(&body));
            driver.take(&sentence(&format!("MX,{body}")));
            driver.take(&sentence(&format!("AP,ST,{body}")));
            let _ = driver.quiet();
        }
    }

    #[test]
    fn framers_keep_a_bounded_number_of_bytes(bytes in prop::collection::vec(any::<u8>(), 0..5000)) {
        let mut lines = Lines::new(100);
        let mut toledo = ToledoFrames::new(true);
        let mut astm = AstmReceiver::default();
        astm.push(5);
        for byte in bytes.iter().filter(|byte| **byte != b'\n' && **byte != b'\r') {
            lines.push(*byte);
            toledo.push(*byte);
            astm.push(*byte);
            prop_assert!(lines.kept() <= 100 && toledo.kept() <= 18 && astm.kept() <= 8 * 1024 + 128 * 1024);
        }
    }
}

#[test]
fn an_endless_frame_is_thrown_away() {
    let mut astm = AstmReceiver::default();
    astm.push(5);
    astm.push(2);
    let faults = (0..100_000).filter(|_| !astm.push(b'x').is_empty()).count();
    assert!(faults > 0 && astm.kept() <= 8 * 1024, "{faults} faults, {} bytes", astm.kept());
    let mut mixer = Mixer::default();
    let mut bytes = sentence("MX,START,N=A,T=400");
    for second in 1..20_000 {
        bytes.extend(sentence(&format!("MX,W,S={second},V=1,F=1")));
    }
    bytes.extend(sentence("MX,END,S=20000,V=1"));
    let heard = mixer.take(&bytes);
    let Some(Said::Measured(end)) = heard.said.last() else { panic!("an end") };
    let points = serde_json::to_value(&end.values["points"]).expect("JSON");
    assert!(points.as_array().expect("points").len() <= 301, "the curve stays small");
}
