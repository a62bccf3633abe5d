//! What each played instrument says in one measurement.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Options, Played, Step, hall};
use crate::frame::{astm_frames, sentence, toledo_frame};

const ENQ: u8 = 5;
const EOT: u8 = 4;
const ACK: u8 = 6;

/// The steps of measurement number `at`, counted from 1.
pub fn plan(played: Played, options: &Options, at: u32) -> Vec<Step> {
    let one = |body: String| vec![Step::Say(sentence(&body))];
    let get = |name: &str, usual: &str| options.value(name, usual);
    match played {
        Played::Gate => one(format!("TG,SEQ={at},T={}", get("T", "36.6"))),
        Played::BloodPressure => one(format!(
            "BP,SEQ={at},SYS={},DIA={},PR={},N={}",
            get("SYS", "118"),
            get("DIA", "76"),
            get("PR", "72"),
            get("N", "")
        )),
        Played::Accutorr => accutorr(options, at),
        Played::Scale => scale(options),
        Played::Sics => sics(options),
        Played::Photometer => one(format!("HB,SEQ={at},HB={}", get("HB", "138"))),
        Played::Hematology => astm(options, &[("PLT", "215", "10*9/L"), ("HCT", "41.2", "%"), ("HGB", "13.8", "g/dL")]),
        Played::Chemistry => astm(options, &[("ALT", "22", "U/L")]),
        Played::BloodGroup => one(format!("BG,SEQ={at},ABO={},RH={}", get("ABO", "A"), get("RH", "positive"))),
        Played::Mixer => mixer(options),
        Played::Apheresis => apheresis(options),
        Played::Card => vec![Step::Say(card(options))],
        Played::Hall(kind) => hall::plan(kind, options, at),
        Played::Scanner => vec![Step::Say(format!("a{}b\r\n", options.number).into_bytes())],
    }
}

fn accutorr(options: &Options, at: u32) -> Vec<Step> {
    let number = |name: &str, usual: f64| options.number_of(name, usual);
    let (pulse, systolic, diastolic) = (number("PR", 72.0), number("SYS", 118.0), number("DIA", 76.0));
    // Every measurement differs a little, as every person does; the minutes begin again.
    let wobble = f64::from(at % 3);
    let line = |minutes: u32| {
        let mean = diastolic + (systolic - diastolic) / 3.0;
        let line = format!(
            ">P:--,{:>3},{:>3},{mean:>3.0},{diastolic:>3},000,010,000,{minutes:>3}\r\n",
            pulse + wobble,
            systolic + wobble
        );
        line.into_bytes()
    };
    vec![Step::Answer(b"P", line(0), 2), Step::Answer(b"P", line(1), 1)]
}

fn scale(options: &Options) -> Vec<Step> {
    let weight = options.number_of("W", 62.5);
    let shown =
        [(0.0, true), (weight * 0.6, false), (weight + 1.2, false), (weight, true), (weight, true), (weight, true)];
    let later = [(weight, true), (weight * 0.3, false), (0.0, true)];
    let frame = |(kg, stable): &(f64, bool)| {
        [Step::Say(toledo_frame(*kg, *stable, true)), Step::Pause(Duration::from_millis(200))]
    };
    shown.iter().chain(&later).flat_map(frame).collect()
}

fn sics(options: &Options) -> Vec<Step> {
    let weight = options.number_of("W", 62.5);
    let line = |kg: f64, state: char| format!("S {state} {kg:>10.2} kg\r\n").into_bytes();
    let answer = |kg, state, times| Step::Answer(b"SI", line(kg, state), times);
    vec![answer(0.0, 'S', 1), answer(weight + 1.2, 'D', 2), answer(weight, 'S', 4)]
}

fn astm(options: &Options, tests: &[(&str, &str, &str)]) -> Vec<Step> {
    let mut records = vec![
        "H|\\^&|||Simulated^1.0|||||||P|LIS2-A2|20261116090000".to_owned(),
        "P|1".to_owned(),
        format!("O|1|{}||^^^ALL|R", options.number),
    ];
    for (at, (name, usual, unit)) in tests.iter().enumerate() {
        let value = options.value(name, usual);
        records.push(format!("R|{}|^^^{name}|{value}|{unit}||N||F||||20261116090000", at + 1));
    }
    records.push("L|1|N".to_owned());
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    let mut steps = vec![Step::Say(vec![ENQ]), Step::Await(ACK)];
    steps.extend(astm_frames(&records).into_iter().flat_map(|frame| [Step::Say(frame), Step::Await(ACK)]));
    steps.push(Step::Say(vec![EOT]));
    steps
}

fn mixer(options: &Options) -> Vec<Step> {
    let target = options.number_of("T", 400.0);
    let reached = options.number_of("V", target);
    let flow = options.number_of("F", 60.0);
    let number = &options.number;
    let seconds = (reached / flow * 60.0).ceil().max(1.0);
    let say = |body: String| Step::Say(sentence(&body));
    let mut steps = vec![say(format!("MX,START,N={number},T={target},OP=N031,LOT=K2611A"))];
    let mut second = 1.0;
    while second <= seconds {
        let volume = (reached * second / seconds * 10.0).round() / 10.0;
        steps.push(Step::Pause(Duration::from_secs(1)));
        steps.push(say(format!("MX,W,S={second},V={volume},F={flow},N={number}")));
        second += 1.0;
    }
    if let Some(alarm) = options.set.get("ALARM") {
        steps.push(say(format!("MX,ALARM,C={alarm},S={seconds},V={reached},N={number}")));
    }
    steps.push(say(format!("MX,END,S={seconds},V={reached},N={number}")));
    steps
}

fn apheresis(options: &Options) -> Vec<Step> {
    let number = &options.number;
    let seconds = options.number_of("S", 3480.0).max(60.0);
    let (processed, anticoagulant) = (options.number_of("BP", 4210.0), options.number_of("AC", 402.0));
    let say = |body: String| Step::Say(sentence(&body));
    let mut steps = vec![say(format!("AP,START,N={number},PR=PLT,OP=N031,LOT=A9917"))];
    let mut second = 60.0;
    while second < seconds {
        let part = second / seconds;
        let (blood, citrate) = ((processed * part).round(), (anticoagulant * part).round());
        steps.push(Step::Pause(Duration::from_secs(60)));
        steps.push(say(format!("AP,ST,S={second},BP={blood},AC={citrate},C={},N={number}", (part * 9.0).floor())));
        second += 60.0;
    }
    if let Some(alarm) = options.set.get("ALARM") {
        steps.push(say(format!("AP,ALARM,C={alarm},N={number}")));
    }
    let (platelets, doses) = (options.value("Y", "5.2"), options.value("D", "2"));
    steps.push(say(format!(
        "AP,END,S={seconds},BP={processed},AC={anticoagulant},ACD=301,NS=120,PL=0,PT=250,Y={platelets},D={doses},C=9,N={number}"
    )));
    steps
}

/// The 256 bytes of an invented person's card.
fn card(options: &Options) -> Vec<u8> {
    let number = options.value("NUMBER", "110105194912310021");
    let number = if number.parse::<vena_kernel::citizen_id::CitizenId>().is_ok() {
        number
    } else {
        "11010519491231002X".to_owned()
    };
    let male = number.as_bytes()[16] % 2 == 1;
    let name = options.value("NAME", "林晓禾");
    let fields = [
        (name.as_str(), 15),
        (if male { "1" } else { "2" }, 1),
        ("01", 2),
        (&number[6..14], 8),
        ("滨海市海岸区潮声路8号", 35),
        (number.as_str(), 18),
        ("滨海市公安局", 15),
        ("20200101", 8),
        ("20400101", 8),
        ("", 18),
    ];
    let bytes: Vec<u8> = fields
        .iter()
        .flat_map(|(text, length)| {
            let padded = format!("{text:<length$}");
            padded.encode_utf16().take(*length).flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
        })
        .collect();
    format!("{{\"wz\":\"{}\"}}\n", STANDARD.encode(bytes)).into_bytes()
}
