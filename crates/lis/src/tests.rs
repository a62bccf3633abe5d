use proptest::prelude::*;

use crate::{Ask, Found, Protocol, Unreadable, astm, hl7, read};

fn astm_text(records: &[&str]) -> String {
    records.iter().map(|record| format!("{record}\r")).collect()
}

/// `line specimen run/well test value unit flags status` of each result.
fn told(results: &[Found]) -> Vec<String> {
    let place = |found: &Found| match (&found.run, &found.well) {
        (None, None) => "-".to_owned(),
        (run, well) => format!("{}/{}", run.as_deref().unwrap_or(""), well.as_deref().unwrap_or("")),
    };
    let one = |found: &Found| {
        let Found { line, specimen, test, value, unit, flags, status, .. } = found;
        format!("{line} {specimen} {} {test} {value} {unit} {flags:?} {status:?}", place(found))
    };
    results.iter().map(one).collect()
}

#[test]
fn records_of_astm_become_results() {
    let text = astm_text(&[
        "H|\\^&|M-17||L200^1|||||||P|1|20261123101500",
        "P|1|||D^赵&S&青",
        "O|1|0160226000017|20261123-004^D1|^^^HBsAg|R",
        "R|1|^^^HBsAg^^|0.021^Nonreactive|S/CO||N||F||op|20261123101000|20261123101200|L-1",
        "R|2|^^^HCV|>100|S/CO||A\\H||C",
        "C|1|I|looked at|G",
        "O|2|PC|^E1",
        "R|1|^^^HBsAg|7.9|S/CO||||X",
        "R|1||5",
        "L|1|N",
    ]);
    let message = read(Protocol::Astm, text.as_bytes()).expect("a message");
    assert_eq!(
        told(&message.results),
        [
            "4 0160226000017 20261123-004/D1 HBsAg 0.021 S/CO [\"N\"] Final",
            "5 0160226000017 20261123-004/D1 HCV >100 S/CO [\"A\", \"H\"] Corrected",
            "8 PC /E1 HBsAg 7.9 S/CO [] Cannot",
        ]
    );
    assert_eq!((message.id.as_deref(), message.faults.len(), message.faults[0].line), (Some("M-17"), 1, 9));
}

#[test]
fn a_result_without_an_order_belongs_to_nobody() {
    let text = astm_text(&["H|\\^&", "O|1|S1", "P|2", "R|1|^^^HBsAg|0.1", "X|1", "L|1"]);
    let message = read(Protocol::Astm, text.as_bytes()).expect("a message");
    assert_eq!((message.results.len(), message.faults.len()), (0, 2));
}

#[test]
fn a_message_that_was_cut_is_none() {
    let whole = astm_text(&["H|\\^&|9", "O|1|S1", "R|1|^^^HBsAg|0.1", "L|1|N"]);
    for end in 1..whole.len() - 6 {
        let cut = read(Protocol::Astm, &whole.as_bytes()[..end]);
        assert!(matches!(cut, Err(Unreadable::Cut | Unreadable::Header)), "{end}: {cut:?}");
    }
    assert!(read(Protocol::Astm, whole.as_bytes()).is_ok());
    assert!(astm::is_whole(whole.as_bytes()) && !astm::is_whole(&whole.as_bytes()[..whole.len() - 6]));
    assert_eq!(read(Protocol::Astm, b"1234"), Err(Unreadable::Header));
    assert_eq!(read(Protocol::Astm, b""), Err(Unreadable::Header));
}

#[test]
fn a_query_asks_for_one_specimen_or_all_and_is_answered() {
    let asked = |query: &str| {
        let text = astm_text(&["H|\\^&", query, "L|1"]);
        read(Protocol::Astm, text.as_bytes()).expect("a message").asks
    };
    assert_eq!(asked("Q|1|^0160226000017||^^^ALL"), [Ask::Specimen("0160226000017".to_owned())]);
    assert_eq!(asked("Q|1|0160226000017"), [Ask::Specimen("0160226000017".to_owned())]);
    assert_eq!(asked("Q|1|ALL"), [Ask::All]);
    assert_eq!(asked("Q|1"), [Ask::All]);

    let wanted = astm::Wanted {
        specimen: "0160226000017".to_owned(),
        run: "20261123-004".to_owned(),
        well: "D1".to_owned(),
        tests: vec!["HBsAg".to_owned(), "A^B".to_owned()],
    };
    let records = astm::answer("Vena", &[wanted]);
    assert_eq!(records[2], "O|1|0160226000017|20261123-004^D1|^^^HBsAg\\^^^A&S&B|R||||||A||||||||||||||O");
    assert_eq!((records.len(), records[3].as_str()), (4, "L|1|F"));
    assert_eq!(astm::answer("Vena", &[]).last().map(String::as_str), Some("L|1|I"));
}

#[test]
fn results_of_hl7_stand_behind_their_specimen() {
    let text = "MSH|^~\\&|N48|LAB|VENA|BC|20261123101500||OUL^R22^OUL_R22|77|P|2.5.1||||||UNICODE UTF-8\r\
        PID|1||D1||赵^青禾\r\
        SPM|1|0160226000017^||WB\r\
        SAC|||0160226000017|||||||20261123-009|C1\r\
        OBR|1|||NAT\r\
        OBX|1|ST|HBV^HBV DNA||Not Detected|||N|||F\r\
        OBX|2|ST|HIV||Detected|||A~!|||F\r\
        OBX|3|ST|||x|||||F\r\
        SPM|2|NC\r\
        OBX|1|ST|HBV||Invalid||||||X\r";
    let message = read(Protocol::Hl7, text.as_bytes()).expect("a message");
    assert_eq!(
        told(&message.results),
        [
            "6 0160226000017 20261123-009/C1 HBV Not Detected  [\"N\"] Final",
            "7 0160226000017 20261123-009/C1 HIV Detected  [\"A\", \"!\"] Final",
            "10 NC - HBV Invalid  [] Cannot",
        ]
    );
    assert_eq!((message.id.as_deref(), message.faults.len()), (Some("77"), 1));
}

#[test]
fn names_in_gb_18030_disturb_nothing() {
    let text = "MSH|^~\\&|N48|LAB|||20261123||ORU^R01|78|P|2.3.1\rPID|1||||欧阳若谷\rOBR|1|0160226000017\rOBX|1|NM|ALT||38|U/L|||||F\r";
    let (bytes, ..) = encoding_rs::GB18030.encode(text);
    for written in [text.as_bytes(), &bytes] {
        let message = read(Protocol::Hl7, written).expect("a message");
        assert_eq!(told(&message.results), ["4 0160226000017 - ALT 38 U/L [] Final"]);
    }
}

#[test]
fn what_is_neither_result_nor_question_is_not_taken() {
    let of = |kind: &str| read(Protocol::Hl7, format!("MSH|^~\\&|A|B|C|D|2026||{kind}|1|P|2.5\r").as_bytes());
    assert_eq!(of("ADT^A01"), Err(Unreadable::Kind("ADT^A01".to_owned())));
    assert_eq!(read(Protocol::Hl7, b"PID|1"), Err(Unreadable::Header));
    let asked = "MSH|^~\\&|A|B|C|D|2026||QBP^Q11|2|P|2.5\rQPD|WOS^Work Order Step|1|0160226000017\r";
    assert_eq!(
        read(Protocol::Hl7, asked.as_bytes()).expect("a question").asks,
        [Ask::Specimen("0160226000017".to_owned())]
    );
}

#[test]
fn an_acknowledgement_names_what_it_answers() {
    let message = b"MSH|^~\\&|N48|LAB|VENA|BC|2026||ORU^R01|78|P|2.3.1\r";
    let told = |reply| String::from_utf8(hl7::acknowledge(message, reply, "A1")).expect("text");
    let kept = told(hl7::Reply::Kept);
    assert!(kept.starts_with("\u{b}MSH|^~\\&|VENA|BC|N48|LAB|") && kept.contains("\rMSA|AA|78"), "{kept:?}");
    let refused = told(hl7::Reply::Refused("no such | code"));
    assert!(refused.contains("\rMSA|AR|78|no such   code|207\r") && refused.contains("\rERR|"), "{refused:?}");
    assert!(told(hl7::Reply::Later("busy")).contains("\rMSA|AE|78|"));
    assert!(
        String::from_utf8_lossy(&hl7::acknowledge(b"rubbish", hl7::Reply::Refused("no"), "A1")).contains("\rMSA|AR|")
    );
}

#[test]
fn tables_name_their_columns_in_either_language() {
    let chinese =
        "检测批,孔位,样本号,项目,结果,单位\r\n20261123-004,D1,0160226000017,HBsAg,0.021,OD\r\n,,PC,HBsAg,1.7,OD\r\n";
    let english = "\u{feff}Sample;Test;Result;Flag\n0160226000017;ALT;\"38\";H\n;ALT;5;\nS9;ALT;;CLOT\n";
    assert_eq!(
        told(&read(Protocol::Table, chinese.as_bytes()).expect("a table").results),
        ["2 0160226000017 20261123-004/D1 HBsAg 0.021 OD [] Final", "3 PC - HBsAg 1.7 OD [] Final"]
    );
    let message = read(Protocol::Table, english.as_bytes()).expect("a table");
    assert_eq!(told(&message.results), ["2 0160226000017 - ALT 38  [\"H\"] Final", "4 S9 - ALT   [\"CLOT\"] Final"]);
    assert_eq!((message.faults.len(), message.faults[0].line), (1, 3));
    assert_eq!(read(Protocol::Table, b"sample,result\nS1,3\n"), Err(Unreadable::Column("test")));
    assert_eq!(read(Protocol::Table, b""), Err(Unreadable::Header));
}

fn protocols() -> impl Strategy<Value = Protocol> {
    prop_oneof![Just(Protocol::Astm), Just(Protocol::Hl7), Just(Protocol::Table)]
}

proptest! {
    #[test]
    fn nothing_that_is_sent_breaks_the_reader(protocol in protocols(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(protocol, &bytes);
    }

    #[test]
    fn nothing_that_looks_like_a_message_breaks_it(protocol in protocols(), text in "(H\\|\\\\\\^&|MSH\\|\\^~\\\\&\\||sample,test,value\n)([A-Z|\\\\^&~0-9\r\n, ]{0,200})") {
        let lines = text.lines().count() + text.matches('\r').count() + 1;
        if let Ok(message) = read(protocol, text.as_bytes()) {
            prop_assert!(message.results.len() + message.faults.len() + message.asks.len() <= lines);
        }
    }

    #[test]
    fn what_is_asked_for_comes_back_as_it_was(specimen in "[0-9A-Z|^&\\\\]{1,20}", tests in prop::collection::vec("[A-Z|^&\\\\]{1,8}", 1..4)) {
        let wanted = astm::Wanted { specimen: specimen.clone(), run: "R".to_owned(), well: "A1".to_owned(), tests: tests.clone() };
        let mut records = astm::answer("Vena", &[wanted]);
        // The analyser answers the order by results of its tests.
        let ended = records.pop();
        let marks = astm::Marks::of(&records[0]).expect("delimiters");
        let order: Vec<String> = records[2].split('|').map(str::to_owned).collect();
        records.extend(order[4].split('\\').map(|test| format!("R|1|{test}|1")));
        records.extend(ended);
        let message = read(Protocol::Astm, records.join("\r").as_bytes()).expect("a message");
        let back: Vec<String> = message.results.iter().map(|found| found.test.clone()).collect();
        prop_assert_eq!(back, tests);
        prop_assert!(message.results.iter().all(|found| found.specimen == specimen.trim()));
        prop_assert_eq!(marks.component, '^');
    }
}
