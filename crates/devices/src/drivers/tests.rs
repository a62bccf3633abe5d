//! Golden frames as tables with their source.

use vena_kernel::collection::reading::ReadingKind as Kind;

use super::*;
use crate::{
    Heard, Said,
    frame::{AstmEvent, AstmReceiver, FrameFault, ToledoFrames, astm_frames, sentence, toledo_frame},
    simulate::{Options, Played, Step, plan},
};

pub(super) fn shown(heard: &Heard) -> String {
    let value = |(name, value): (&String, &vena_kernel::collection::reading::ReadingValue)| {
        format!("{name}={}", serde_json::to_string(value).expect("JSON"))
    };
    let one = |said: &Said| match said {
        Said::Measured(measured) => {
            let values: Vec<String> = measured.values.iter().map(value).collect();
            let about = measured.about.as_deref().map(|about| format!(" @{about}")).unwrap_or_default();
            format!("{}{about}", values.join(" "))
        }
        Said::Card(card) => format!("card {}", card.number),
        Said::Scanned(text) => format!("scan {text}"),
    };
    let said: Vec<String> = heard.said.iter().map(one).collect();
    let faults = if heard.faults > 0 { format!(" ({} faults)", heard.faults) } else { String::new() };
    format!("{}{faults}", said.join(" / ")).trim().to_owned()
}

fn spelled(text: &str) -> Vec<u8> {
    text.replace("<CR>", "\r").replace("<LF>", "\n").replace("<STX>", "\x02").into_bytes()
}

pub(super) fn instrument(kind: Kind) -> StationKind {
    StationKind::Instrument(kind)
}

#[test]
fn sentences_are_read_and_only_whole_ones() {
    // Our own specification: the table in sentences.rs, framing of NMEA 0183.
    for (kind, body, expected) in [
        (Kind::TemperatureGate, "TG,SEQ=1,T=36.6", "temperature_c=36.6"),
        (
            Kind::BloodPressure,
            "BP,SYS=118,DIA=76,PR=72,IRR=0",
            "diastolic_mmhg=76.0 irregular=false pulse_per_min=72.0 systolic_mmhg=118.0",
        ),
        (Kind::ScaleWeight, "WT,W=62.5", "weight_kg=62.5"),
        (Kind::Hemoglobin, "HB,HB=138,N=0160226000001", "hb_g_l=138.0 @0160226000001"),
        (Kind::Chemistry, "CH,ALT=22", "alt_u_l=22.0"),
        (Kind::Hematology, "HE,PLT=215,HCT=41.2", "hct_percent=41.2 plt_10e9_l=215.0"),
        (Kind::BloodGroup, "BG,ABO=AB,RH=negative", "abo=\"AB\" rhd=\"negative\""),
        (Kind::TemperatureGate, "TG,T=", "(1 faults)"),
        (Kind::TemperatureGate, "TG,T=inf", "(1 faults)"),
        (Kind::TemperatureGate, "BP,SYS=118", "(1 faults)"),
    ] {
        let heard = Sentences::new(kind).take(&sentence(body));
        assert_eq!(shown(&heard), expected, "{body}");
    }
    assert_eq!(String::from_utf8(sentence("TG,T=36.6")).expect("text"), "$TG,T=36.6*4B\r\n", "golden checksum");
    for (line, expected) in [
        ("$TG,T=36.6*4B<CR><LF>", "temperature_c=36.6"),
        ("noise$TG,T=36.6*4B<CR>", "temperature_c=36.6"),
        ("$TG,T=3$TG,T=36.6*4B<LF>", "temperature_c=36.6"),
        ("$TG,T=36.7*4B<CR><LF>", "(1 faults)"),
        ("$TG,T=36.6<CR><LF>", "(1 faults)"),
        ("TG,T=36.6*4B<CR><LF>", "(1 faults)"),
        ("$*00<CR><LF>", "(1 faults)"),
        ("<CR><LF><CR><LF>", ""),
    ] {
        assert_eq!(shown(&Sentences::new(Kind::TemperatureGate).take(&spelled(line))), expected, "{line}");
    }
}

#[test]
fn the_same_sentence_said_again_is_one_reading() {
    let mut driver = Sentences::new(Kind::TemperatureGate);
    let bytes = [sentence("TG,SEQ=7,T=36.6"), sentence("TG,SEQ=7,T=36.6"), sentence("TG,SEQ=8,T=36.6")].concat();
    assert_eq!(driver.take(&bytes).said.len(), 2);
}

#[test]
fn toledo_frames_are_read_as_the_manuals_say() {
    // STX, status words, six digits of weight, six of tare, CR, checksum; decimal places by the lowest bits of status A.
    let frame = |a: u8, b: u8, c: u8, digits: &str| {
        let mut bytes = vec![2, a, b, c];
        bytes.extend(digits.bytes());
        bytes.extend(b"000000\r");
        let mut frames = ToledoFrames::new(false);
        bytes.iter().find_map(|byte| frames.push(*byte))
    };
    let kg = |a, b, c, digits| frame(a, b, c, digits).expect("a frame").map(|weight| weight.kg).ok();
    assert_eq!(kg(0x2c, 0x30, 0x20, "  6250"), Some(62.5), "two places, kg");
    assert_eq!(kg(0x2b, 0x30, 0x20, "   625"), Some(62.5), "one place");
    assert_eq!(kg(0x2a, 0x30, 0x20, "    62"), Some(62.0), "whole");
    assert_eq!(kg(0x29, 0x30, 0x20, "     6"), Some(60.0), "tens");
    assert_eq!(kg(0x2d, 0x30, 0x20, " 62500"), Some(62.5), "three places");
    assert_eq!(kg(0x2c, 0x32, 0x20, "  6250"), Some(-62.5), "negative");
    assert_eq!(kg(0x2c, 0x20, 0x20, " 13779"), Some(62.5), "lb");
    assert_eq!(kg(0x2a, 0x30, 0x21, " 62500"), Some(62.5), "g");
    assert_eq!(kg(0x2c, 0x30, 0x27, "  6250"), None, "a unit that is none");
    assert_eq!(kg(0x2c, 0x30, 0x20, "  62x0"), None, "not digits");
    assert_eq!(kg(0x0c, 0x30, 0x20, "  6250"), None, "no status byte");
    let moving = frame(0x2c, 0x38, 0x20, "  6250").expect("a frame").expect("a weight");
    assert!(!moving.stable && !moving.out_of_range);
    assert!(frame(0x2c, 0x34, 0x20, "  6250").expect("a frame").expect("a weight").out_of_range);
    // The checksum makes the sum of all bytes zero in its seven lower bits.
    let whole = toledo_frame(62.5, true, true);
    assert_eq!(whole.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)) & 0x7f, 0);
    let mut frames = ToledoFrames::new(true);
    let mut wrong = whole.clone();
    wrong[6] ^= 1;
    let read: Vec<_> = [wrong, whole].concat().iter().filter_map(|byte| frames.push(*byte)).collect();
    assert!(matches!(read[0], Err(FrameFault::Checksum { .. })), "{read:?}");
    assert_eq!(read.last().and_then(|read| read.as_ref().ok()).map(|weight| weight.kg), Some(62.5));
}

#[test]
fn a_person_on_a_scale_is_weighed_once() {
    let mut scale = Toledo::new(false);
    let mut weigh = |weights: &[(f64, bool)]| {
        let bytes: Vec<u8> = weights.iter().flat_map(|(kg, stable)| toledo_frame(*kg, *stable, false)).collect();
        shown(&scale.take(&bytes))
    };
    assert_eq!(weigh(&[(0.0, true), (3.2, true), (3.2, true), (3.2, true), (3.2, true)]), "", "a handbag");
    assert_eq!(weigh(&[(40.0, false), (63.9, false), (62.5, true), (62.5, true)]), "", "two weights are no rest");
    assert_eq!(weigh(&[(62.5, true), (62.5, true), (62.6, true)]), "weight_kg=62.5");
    assert_eq!(weigh(&[(62.5, true), (70.0, true), (70.0, true), (70.0, true)]), "", "told already");
    assert_eq!(weigh(&[(0.1, true), (70.0, true), (70.0, true), (70.0, true)]), "weight_kg=70.0", "the next person");
}

#[test]
fn sics_answers_are_read_as_the_manual_says() {
    for (lines, expected) in [
        ("S S      62.50 kg<CR><LF>S S      62.50 kg<CR><LF>S S      62.50 kg<CR><LF>", "weight_kg=62.5"),
        ("S S   62500.0 g<CR><LF>S S   62500.0 g<CR><LF>S S   62500.0 g<CR><LF>", "weight_kg=62.5"),
        ("S D      62.50 kg<CR><LF>S D      62.50 kg<CR><LF>S D      62.50 kg<CR><LF>", ""),
        ("S I<CR><LF>S +<CR><LF>S -<CR><LF>", ""),
        ("ES<CR><LF>", "(1 faults)"),
        ("S S      62.50 stone<CR><LF>", "(1 faults)"),
    ] {
        assert_eq!(shown(&Sics::default().take(&spelled(lines))), expected, "{lines}");
    }
    assert_eq!(Sics::default().poll().as_deref(), Some(b"SI\r\n".as_slice()));
}

#[test]
fn accutorr_answers_are_read_and_old_ones_are_not_new() {
    // Nine parts as the manual lists them: SaO2, pulse, systolic, mean, diastolic, three status bytes, minutes.
    let pressure = "diastolic_mmhg=80.0 mean_mmhg=93.0 pulse_per_min=85.0 systolic_mmhg=120.0";
    let mut monitor = Accutorr::default();
    for (line, expected) in [
        ("P:--, --, --, --, --,000,010,000,  0<CR><LF>", String::new()),
        (">P:--, 85,120, 93, 80,000,010,000,  0<CR><LF>", pressure.to_owned()),
        (">P:--, 85,120, 93, 80,000,010,000,  0<CR><LF>", String::new()),
        (">P:--, 85,120, 93, 80,000,010,000,  5<CR><LF>", String::new()),
        (">P:--, 85,120, 93, 80,000,010,000,  0<CR><LF>", pressure.to_owned()),
        ("P<CR><LF>>", String::new()),
        ("P:85,120<CR><LF>", "(1 faults)".to_owned()),
    ] {
        assert_eq!(shown(&monitor.take(&spelled(line))), expected, "{line}");
    }
}

#[test]
fn astm_frames_carry_the_published_checksum_and_are_answered() {
    // The vector: `1H|\^&|||HOST<CR><ETX>` sums to 97.
    let frames = astm_frames(&["H|\\^&|||HOST"]);
    assert_eq!(frames[0], b"\x021H|\\^&|||HOST\r\x0397\r\n");
    let mut receiver = AstmReceiver::default();
    let mut replies = |bytes: &[u8]| {
        let events: Vec<_> = bytes.iter().flat_map(|byte| receiver.push(*byte)).collect();
        events.iter().map(|event| format!("{event:?}")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(replies(&frames[0]), "", "nothing without ENQ");
    assert_eq!(replies(&[5]), "Reply(6)");
    let mut wrong = frames[0].clone();
    wrong[5] ^= 1;
    assert!(replies(&wrong).contains("Checksum"));
    assert_eq!(replies(&frames[0]), "Frame");
    assert_eq!(replies(&frames[0]), "Reply(6)", "the same again is accepted and kept once");
    assert_eq!(replies(&[4]), format!("Message({:?})", b"H|\\^&|||HOST\r".to_vec()));
}

#[test]
fn a_frame_that_could_not_be_kept_comes_again() {
    let frames = astm_frames(&["H|\\^&", "L|1|N"]);
    let mut receiver = AstmReceiver::default();
    let take = |receiver: &mut AstmReceiver, bytes: &[u8]| {
        bytes.iter().flat_map(|byte| receiver.push(*byte)).collect::<Vec<_>>()
    };
    take(&mut receiver, &[5]);
    for frame in &frames {
        assert_eq!(take(&mut receiver, frame), [AstmEvent::Frame]);
    }
    for _ in 0..3 {
        receiver.give_back();
        assert_eq!(receiver.message(), b"H|\\^&\r");
        assert_eq!(take(&mut receiver, &frames[1]), [AstmEvent::Frame]);
    }
    assert_eq!(receiver.message(), b"H|\\^&\rL|1|N\r");
}

#[test]
fn results_of_analysers_become_readings_in_our_units() {
    let session = |records: &[&str]| [vec![5], astm_frames(records).concat(), vec![4]].concat();
    let head = "H|\\^&|||Analyser";
    for (kind, records, expected) in [
        (
            Kind::Hematology,
            vec![
                head,
                "P|1",
                "O|1|0160226000001",
                "R|1|^^^PLT|215|10*9/L||N||F",
                "R|2|^^^HCT|0.412|L/L",
                "R|3|^^^HGB|13.8|g/dL",
                "L|1|N",
            ],
            "hb_g_l=138.0 hct_percent=41.2 plt_10e9_l=215.0 @0160226000001",
        ),
        (
            Kind::Hematology,
            vec![head, "O|1|A", "R|1|^^^PLT|215|10*9/L", "O|2|B", "R|1|^^^PLT|180|10*9/L", "L|1"],
            "plt_10e9_l=215.0 @A / plt_10e9_l=180.0 @B",
        ),
        (Kind::Chemistry, vec![head, "O|1|A", "R|1|^^^ALT|0.5|ukat/L||||F", "L|1"], "alt_u_l=30.0 @A"),
        (Kind::Chemistry, vec![head, "O|1|A", "R|1|^^^ALT|>900|U/L||||F", "L|1"], "(1 faults)"),
        (Kind::Chemistry, vec![head, "O|1|A", "R|1|^^^ALT|22|mol||||F", "L|1"], "(1 faults)"),
        (Kind::Chemistry, vec![head, "O|1|A", "R|1|^^^ALT|22|U/L||||X", "L|1"], ""),
        (Kind::Chemistry, vec![head, "O|1|A", "R|1|^^^AST|22|U/L||||F", "L|1"], ""),
        (
            Kind::BloodGroup,
            vec![head, "O|1|A", "R|1|^^^ABO|O", "R|2|^^^RHD|positive", "L|1"],
            "abo=\"O\" rhd=\"positive\" @A",
        ),
        (Kind::Chemistry, vec!["X|1", "R|1|^^^ALT|22|U/L"], "(1 faults)"),
    ] {
        let heard = Analyser::new(kind).take(&session(&records));
        assert_eq!(shown(&heard), expected, "{records:?}");
    }
}

#[test]
fn a_map_names_the_parts_of_a_line() {
    let map = |text: &str| toml::from_str::<FieldMap>(text).expect("a map");
    let bp =
        map("begins = \"BP\"\nchecksum = true\nabout = { at = 2 }\n[fields]\nsystolic_mmhg = { after = \"SYS:\" }\n\
         diastolic_mmhg = { after = \"DIA:\" }\npulse_per_min = { at = 5 }");
    let mut driver = Fields::new(Kind::BloodPressure, bp).expect("a good map");
    let line = "BP,A17,SYS:118,DIA:76,72";
    let sum = line.bytes().fold(0_u8, |sum, byte| sum ^ byte);
    let whole = format!("\r\nready\r\n{line},{sum:02x}\r\n{line},00\r\n");
    let expected = "diastolic_mmhg=76.0 pulse_per_min=72.0 systolic_mmhg=118.0 @A17 (1 faults)";
    assert_eq!(shown(&driver.take(whole.as_bytes())), expected);
    let gate = map("separator = \" \"\n[fields]\ntemperature_c = { at = 2, times = 0.1 }");
    let mut driver = Fields::new(Kind::TemperatureGate, gate).expect("a good map");
    assert_eq!(shown(&driver.take(b"T   366\r\nT hot\r\n")), "temperature_c=36.6 (1 faults)");
    assert_eq!(shown(&driver.take(b"T 371")), "");
    assert_eq!(shown(&driver.quiet()), "temperature_c=37.1", "a line that nothing ended");
    let group = map("[fields]\nabo = { at = 1, words = { \"1\" = \"A\", \"2\" = \"B\" } }");
    let mut driver = Fields::new(Kind::BloodGroup, group).expect("a good map");
    assert_eq!(shown(&driver.take(b"2,x\r\n")), "abo=\"B\"");
    for (kind, bad) in [
        (Kind::TemperatureGate, "[fields]\nsystolic_mmhg = { at = 1 }"),
        (Kind::TemperatureGate, "[fields]\ntemperature_c = { at = 0 }"),
        (Kind::TemperatureGate, "[fields]\ntemperature_c = { }"),
        (Kind::TemperatureGate, "[fields]"),
        (Kind::TemperatureGate, "separator = \"\"\n[fields]\ntemperature_c = { at = 1 }"),
    ] {
        assert!(Fields::new(kind, map(bad)).is_err(), "{bad}");
    }
}

#[test]
fn a_donation_on_the_mixer_is_told_from_start_to_end() {
    let steps = plan(Played::Mixer, &Options { set: [("T".into(), "200".into())].into(), ..Options::default() }, 1);
    let bytes: Vec<u8> = steps
        .iter()
        .filter_map(|step| if let Step::Say(frame) = step { Some(frame.clone()) } else { None })
        .flatten()
        .collect();
    let heard = Mixer::default().take(&bytes);
    assert_eq!(heard.faults, 0);
    let phases: Vec<&str> = heard
        .said
        .iter()
        .filter_map(|said| {
            let Said::Measured(measured) = said else { return None };
            assert_eq!(measured.about.as_deref(), Some("0160226000001"));
            measured.values["phase"].text()
        })
        .collect();
    assert_eq!((phases[0], phases[1], phases[phases.len() - 1]), ("start", "running", "end"));
    assert_eq!(phases.len(), 2 + 20, "one reading for each ten of 200 seconds");
    let Some(Said::Measured(end)) = heard.said.last() else { panic!("an end") };
    assert_eq!(end.values["volume_ml"].number(), Some(200.0));
    assert_eq!(end.values["flow_ml_min"].number(), Some(60.0));
    assert_eq!(end.values["duration_s"].number(), Some(200.0));
}

#[test]
fn what_a_mixer_does_not_end_is_told_as_interrupted() {
    let mut mixer = Mixer::default();
    let say = |body: &str| sentence(&format!("MX,{body}"));
    mixer.take(&[say("START,N=A,T=400"), say("W,S=1,V=1,F=60")].concat());
    let lost = mixer.quiet();
    assert!(shown(&lost).contains("phase=\"interrupted\"") && shown(&lost).ends_with("@A"), "{lost:?}");
    assert_eq!(mixer.quiet(), Heard::default(), "once");
    // The beginning was lost: the number stands in every sentence.
    let late = mixer
        .take(&[say("W,S=300,V=290,F=58,N=B"), say("ALARM,C=LOW_FLOW,S=301,V=291"), say("END,S=400,V=400")].concat());
    let all = shown(&late);
    assert!(all.contains("phase=\"alarm\"") && all.contains("alarm=\"LOW_FLOW\"") && all.ends_with("@B"), "{all}");
    let next = mixer.take(&[say("START,N=C"), say("W,S=5,V=4,F=60"), say("START,N=D")].concat());
    assert!(shown(&next).contains("phase=\"interrupted\""), "{}", shown(&next));
}

#[test]
fn a_procedure_of_apheresis_is_told_with_its_products() {
    let steps =
        plan(Played::Apheresis, &Options { set: [("ALARM".into(), "CITRATE".into())].into(), ..Options::default() }, 1);
    let bytes: Vec<u8> = steps
        .iter()
        .filter_map(|step| if let Step::Say(frame) = step { Some(frame.clone()) } else { None })
        .flatten()
        .collect();
    let heard = Apheresis::default().take(&bytes);
    let Some(Said::Measured(end)) = heard.said.last() else { panic!("an end") };
    assert_eq!(end.values["phase"].text(), Some("end"));
    assert_eq!(end.values["platelets_10e11"].number(), Some(5.2));
    assert_eq!(end.values["ac_ml"].number(), Some(402.0));
    assert_eq!(end.values["alarm"].text(), Some("CITRATE"));
    assert_eq!(end.values["procedure"].text(), Some("PLT"));
    assert_eq!(end.about.as_deref(), Some("0160226000001"));
}

#[test]
fn a_card_is_read_whole_or_not_at_all() {
    let Step::Say(bytes) = &plan(Played::Card, &Options::default(), 1)[0] else { panic!("a card") };
    let heard = CardBridge::default().take(bytes);
    let [Said::Card(card)] = &heard.said[..] else { panic!("{heard:?}") };
    assert_eq!((card.name.as_str(), card.sex.as_str(), card.born_on.as_str()), ("林晓禾", "female", "1949-12-31"));
    assert_eq!((card.number.as_str(), card.valid_until.as_str()), ("11010519491231002X", "2040-01-01"));
    let fields = r#"{"name":"John Miller","sex":"male","born_on":"1990-01-02","number":"E1234567"}"#;
    assert_eq!(shown(&CardBridge::default().take(format!("{fields}\n").as_bytes())), "card E1234567");
    assert_eq!(shown(&CardBridge::default().take(b"{\"alive\":true}\n")), "");
    for bad in ["{}", "{\"wz\":\"AAAA\"}", "{\"wz\":\"???\"}", "card"] {
        let heard = CardBridge::default().take(format!("{bad}\n").as_bytes());
        assert_eq!(shown(&heard), "(1 faults)", "{bad}");
        assert!(!heard.complaint.unwrap_or_default().contains("AAAA"), "a complaint never repeats a card");
    }
    // A card whose sex contradicts its number.
    let text = String::from_utf8(bytes.clone()).expect("text");
    let base64 = text.trim().trim_start_matches("{\"wz\":\"").trim_end_matches("\"}").to_owned();
    let mut chip = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, base64).expect("base64");
    chip[30] = b'1';
    assert!(citizen_card(&chip).is_err());
    assert!(!format!("{:?}", card).contains("林晓禾"), "never in a log");
}

#[test]
fn a_language_that_an_instrument_does_not_speak_is_refused() {
    for (kind, language) in [
        (instrument(Kind::Mixer), Language::Toledo { checksum: true }),
        (instrument(Kind::TemperatureGate), Language::Astm),
        (StationKind::IdCard, Language::Sentences),
        (StationKind::Scanner, Language::Sics),
    ] {
        assert!(driver(kind, &language).is_err(), "{kind:?} {language:?}");
    }
}
