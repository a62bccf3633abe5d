//! Golden sentences of every kind, and what no bytes may do.

use proptest::prelude::*;

use super::*;
use crate::{
    frame::sentence,
    simulate::{Options, Played, Step, plan},
};

fn shown(heard: &HallHeard) -> String {
    let one = |said: &HallSaid| {
        let values = said.readings.iter().map(|(name, value)| match value {
            HallValue::Number(number) => format!("{name}={number}"),
            HallValue::Word(word) => format!("{name}={word}"),
        });
        let bag = said.bag.as_ref().map(|bag| format!("@{bag}")).unwrap_or_default();
        format!("{}{bag} {}", said.event, values.collect::<Vec<_>>().join(" "))
    };
    heard.said.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn all_bytes(kind: HallKind) -> Vec<u8> {
    let steps = plan(Played::Hall(kind), &Options::default(), 7);
    let said = steps.into_iter().filter_map(|step| if let Step::Say(frame) = step { Some(frame) } else { None });
    said.flatten().collect()
}

#[test]
fn what_each_played_machine_says_is_understood() {
    let table = [
        ("centrifuge", "end programme=5 seconds=600 speed_g=5000 temperature_c=4"),
        ("separator", "end plasma_ml=200 programme=1 result=ok seconds=240"),
        ("blast_freezer", "end core_c=-32 programme=1 seconds=2900"),
        ("thawer", "end programme=1 seconds=900 temperature_c=36"),
        ("welder", "end@0160226000001 integrity=pass programme=1 welds=7"),
        ("washer", "end cycles=3 programme=3 result=ok seconds=1500"),
        ("filter_stand", "end programme=1 seconds=900 temperature_c=20"),
        ("cabinet", "end@0160226000001 light_klx=34 programme=1 residual_umol_l=0.18 seconds=1800 temperature_c=4.5"),
        ("refrigerator", "end programme=1 seconds=50400 temperature_c=4"),
        ("red_cell_processor", "end@0160226000001 cycles=4 glycerol_g_l=6.2 programme=4 result=ok seconds=2400"),
        ("irradiator", "end dose_max_gy=41 dose_min_gy=27 programme=1 seconds=300"),
    ];
    assert_eq!(table.len(), HallKind::ALL.len());
    for (word, last) in table {
        let kind: HallKind = word.parse().expect("a kind");
        let heard = HallMachine::new(kind).take(&all_bytes(kind));
        assert_eq!((heard.complaints.len(), heard.said.first().map(|said| said.event)), (0, Some("begin")), "{word}");
        assert_eq!(shown(&heard).rsplit("; ").next(), Some(last), "{word}");
    }
}

#[test]
fn a_sentence_that_is_not_whole_says_nothing() {
    let mut machine = HallMachine::new(HallKind::Centrifuge);
    for (body, why) in [
        ("CF,END,G=5000", "no SEQ"),
        ("CF,SEQ=1,G=5000", "neither BEGIN"),
        ("SP,SEQ=1,END", "where CF was expected"),
        ("CF,SEQ=1,END,G=fast", "no number"),
        ("CF,SEQ=1,END,G=inf", "no number"),
    ] {
        let heard = machine.take(&sentence(body));
        assert!(heard.said.is_empty() && heard.complaints[0].contains(why), "{body}: {heard:?}");
    }
    let mut wrong = sentence("CF,SEQ=1,END,G=5000");
    wrong[10] ^= 1;
    assert_eq!(machine.take(&wrong).said.len(), 0, "under a checksum no changed bit passes");
    let noise = [b"?~$CF,SEQ=".to_vec(), sentence("CF,SEQ=2,END,G=5000")].concat();
    let heard = machine.take(&noise);
    assert_eq!(heard.said[0].frame, String::from_utf8_lossy(&sentence("CF,SEQ=2,END,G=5000")).trim_end());
}

#[test]
fn a_message_is_the_same_however_its_bytes_arrive() {
    for kind in HallKind::ALL {
        let bytes = all_bytes(*kind);
        let whole = shown(&HallMachine::new(*kind).take(&bytes));
        let mut machine = HallMachine::new(*kind);
        let parts: Vec<String> =
            bytes.iter().map(|byte| shown(&machine.take(&[*byte]))).filter(|said| !said.is_empty()).collect();
        assert_eq!(parts.join("; "), whole, "{}", kind.word());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_a_machine_panic(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..400), 0..8)) {
        for kind in HallKind::ALL {
            let mut machine = HallMachine::new(*kind);
            for part in &parts {
                let heard = machine.take(part);
                prop_assert!(heard.said.len() + heard.complaints.len() <= part.len() + 1);
            }
            machine.reset();
        }
    }

    #[test]
    fn bytes_that_look_like_sentences_make_no_machine_panic(
        parts in prop::collection::vec(prop::sample::select(vec![
            "CF,", "IC,", "SEQ=1,", "END", ",", "BEGIN,", "G=", "1e308", "NaN", "T=-", "B=016", "*", "$", "中", "🩸", "=", "S=60",
        ]), 0..40),
    ) {
        let body = parts.concat();
        for kind in HallKind::ALL {
            let mut machine = HallMachine::new(*kind);
            for said in machine.take(&sentence(&body)).said {
                let finite = |value: &HallValue| !matches!(value, HallValue::Number(number) if !number.is_finite());
                prop_assert!(said.readings.values().all(finite));
            }
        }
    }
}
