//! Each played instrument against its driver, over TCP and over a pseudo terminal, with and without mistakes.

use std::time::Duration;

use tokio::{net::TcpListener, sync::mpsc, time::timeout};
use vena_kernel::collection::reading::ReadingKind;

use super::*;
use crate::{
    Said,
    drivers::{Language, StationKind, driver},
    line::Address,
    run::{LineEvent, Link, Timing, run},
};

fn quick() -> Timing {
    Timing {
        backoff: Duration::from_millis(10),
        backoff_most: Duration::from_millis(40),
        poll: Duration::from_millis(20),
        quiet: Duration::from_secs(5),
        ..Timing::default()
    }
}

fn brief() -> Options {
    Options { count: 1, speed: 20_000.0, every: Duration::from_millis(20), ..Options::default() }
}

/// Which driver understands a played instrument.
fn spoken(played: Played) -> (StationKind, Language) {
    use ReadingKind as Kind;
    use StationKind::Instrument;
    match played {
        Played::Gate => (Instrument(Kind::TemperatureGate), Language::Sentences),
        Played::BloodPressure => (Instrument(Kind::BloodPressure), Language::Sentences),
        Played::Accutorr => (Instrument(Kind::BloodPressure), Language::Accutorr),
        Played::Scale => (Instrument(Kind::ScaleWeight), Language::Toledo { checksum: true }),
        Played::Sics => (Instrument(Kind::ScaleWeight), Language::Sics),
        Played::Photometer => (Instrument(Kind::Hemoglobin), Language::Sentences),
        Played::Hematology => (Instrument(Kind::Hematology), Language::Astm),
        Played::Chemistry => (Instrument(Kind::Chemistry), Language::Astm),
        Played::BloodGroup => (Instrument(Kind::BloodGroup), Language::Sentences),
        Played::Mixer => (Instrument(Kind::Mixer), Language::Sentences),
        Played::Apheresis => (Instrument(Kind::Apheresis), Language::Sentences),
        Played::Card => (StationKind::IdCard, Language::CardBridge),
        Played::Scanner => (StationKind::Scanner, Language::Scanner),
        Played::Hall(kind) => unreachable!("{} speaks with an agent of its own", kind.word()),
    }
}

/// What a measurement ends with, in one word.
fn word(said: &Said) -> Option<String> {
    match said {
        Said::Card(card) => Some(format!("{} {} {}", card.name, card.sex, card.born_on)),
        Said::Scanned(text) => Some(text.clone()),
        Said::Measured(measured) => {
            let number = |name: &str| measured.values.get(name).and_then(|value| value.number());
            let phase = measured.values.get("phase").and_then(|value| value.text());
            if phase.is_some_and(|phase| phase != "end") {
                return None;
            }
            let first =
                ["systolic_mmhg", "weight_kg", "hb_g_l", "alt_u_l", "volume_ml", "processed_ml", "temperature_c"];
            let number = first.iter().find_map(|name| number(name)).map(|number| number.to_string());
            number.or_else(|| measured.values.get("abo")?.text().map(str::to_owned))
        }
    }
}

async fn heard(mut events: mpsc::Receiver<LineEvent>, what: &str) -> String {
    let wait = async {
        loop {
            match events.recv().await {
                Some(LineEvent::Said(said)) => {
                    if let Some(word) = word(&said) {
                        return word;
                    }
                }
                Some(LineEvent::Link(..)) => {}
                None => panic!("{what}: the line has ended"),
            }
        }
    };
    timeout(Duration::from_secs(20), wait).await.unwrap_or_else(|_| panic!("{what} says nothing"))
}

const EXPECTED: [(Played, &str); 13] = [
    (Played::Gate, "36.6"),
    (Played::BloodPressure, "118"),
    (Played::Accutorr, "119"),
    (Played::Scale, "62.5"),
    (Played::Sics, "62.5"),
    (Played::Photometer, "138"),
    (Played::Hematology, "138"),
    (Played::Chemistry, "22"),
    (Played::BloodGroup, "A"),
    (Played::Mixer, "400"),
    (Played::Apheresis, "4210"),
    (Played::Card, "林晓禾 female 1949-12-31"),
    (Played::Scanner, "a0160226000001b"),
];

#[tokio::test]
async fn every_instrument_is_understood_over_tcp_whatever_mistakes_it_makes() {
    for mistake in [None, Some(Mistake::Garbage), Some(Mistake::Cut), Some(Mistake::Checksum)] {
        for (played, expected) in EXPECTED {
            // Without a checksum on the line a changed byte is another value, and half a scan joins the next.
            let bare = [Played::Accutorr, Played::Sics, Played::Card, Played::Scanner].contains(&played);
            if (bare && mistake == Some(Mistake::Checksum)) || (played == Played::Scanner && mistake.is_some()) {
                continue;
            }
            let what = format!("{played:?} {mistake:?}");
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address: Address = format!("tcp:{}", listener.local_addr().expect("an address")).parse().expect("it");
            let options = Options { mistake, count: 0, ..brief() };
            let playing = tokio::spawn(async move { serve_tcp(listener, played, &options).await });
            let (kind, language) = spoken(played);
            let (sender, events) = mpsc::channel(64);
            let running = tokio::spawn(run(driver(kind, &language).expect("a driver"), address, quick(), sender));
            assert_eq!(heard(events, &what).await, expected, "{what}");
            running.await.expect("it ends when nobody listens");
            playing.abort();
        }
    }
}

#[tokio::test]
async fn every_instrument_is_understood_over_a_serial_port() {
    for (played, expected) in EXPECTED {
        let terminal = Terminal::open().expect("a pseudo terminal");
        let address: Address = format!("serial:{}?baud=115200", terminal.path().display()).parse().expect("an address");
        let options = Options { count: 0, ..brief() };
        let playing = tokio::spawn(async move { terminal.play(played, &options).await });
        let (kind, language) = spoken(played);
        let (sender, events) = mpsc::channel(64);
        let running = tokio::spawn(run(driver(kind, &language).expect("a driver"), address, quick(), sender));
        assert_eq!(heard(events, &format!("{played:?}")).await, expected, "{played:?}");
        running.await.expect("it ends when nobody listens");
        playing.abort();
    }
}

async fn links(mut events: mpsc::Receiver<LineEvent>, until: &[Link]) {
    let mut wanted = until.iter();
    let mut next = wanted.next();
    let wait = async {
        while let Some(link) = next {
            match events.recv().await.expect("the line lives") {
                LineEvent::Link(found, _) if found == *link => next = wanted.next(),
                _ => {}
            }
        }
    };
    timeout(Duration::from_secs(20), wait).await.unwrap_or_else(|_| panic!("never {until:?}"));
}

#[tokio::test]
async fn silence_is_told_and_a_line_comes_back() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let local = listener.local_addr().expect("an address");
    let options = Options { mistake: Some(Mistake::Silence), ..brief() };
    let playing = tokio::spawn(async move { serve_tcp(listener, Played::Gate, &options).await });
    let (kind, language) = spoken(Played::Gate);
    let (sender, events) = mpsc::channel(64);
    let timing = Timing { silence: Some(Duration::from_millis(150)), ..quick() };
    let address = format!("tcp:{local}").parse().expect("an address");
    tokio::spawn(run(driver(kind, &language).expect("a driver"), address, timing, sender));
    let ending = async {
        links(events, &[Link::Connected, Link::Silent]).await;
    };
    ending.await;
    playing.abort();
}

#[tokio::test]
async fn an_instrument_that_goes_away_is_told_and_found_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let local = listener.local_addr().expect("an address");
    let (kind, language) = spoken(Played::Gate);
    let (sender, events) = mpsc::channel(64);
    let address = format!("tcp:{local}").parse().expect("an address");
    tokio::spawn(run(driver(kind, &language).expect("a driver"), address, quick(), sender));
    let going = tokio::spawn(async move {
        for _ in 0..2 {
            let (stream, _) = listener.accept().await.expect("a connection");
            drop(stream);
        }
        // And then it stays.
        let mut kept = Vec::new();
        loop {
            kept.push(listener.accept().await.expect("a connection"));
        }
    });
    links(events, &[Link::Connected, Link::Disconnected, Link::Connected, Link::Disconnected, Link::Connected]).await;
    going.abort();
}

#[tokio::test]
async fn nonsense_is_told_and_too_much_is_bounded() {
    let nonsense = |bytes: Vec<u8>| async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let local = listener.local_addr().expect("an address");
        let (kind, language) = spoken(Played::Gate);
        let (sender, mut events) = mpsc::channel(4096);
        let address = format!("tcp:{local}").parse().expect("an address");
        tokio::spawn(run(driver(kind, &language).expect("a driver"), address, quick(), sender));
        let (mut stream, _) = listener.accept().await.expect("a connection");
        tokio::io::AsyncWriteExt::write_all(&mut stream, &bytes).await.expect("it takes bytes");
        let mut said = 0;
        let faulty = async {
            loop {
                match events.recv().await.expect("the line lives") {
                    LineEvent::Said(_) => said += 1,
                    LineEvent::Link(Link::Faulty, _) => return,
                    LineEvent::Link(..) => {}
                }
            }
        };
        timeout(Duration::from_secs(20), faulty).await.expect("told");
        said
    };
    assert_eq!(nonsense(b"what is this\r\n".repeat(5)).await, 0);
    let many: Vec<u8> = (0..500).flat_map(|at| crate::frame::sentence(&format!("TG,SEQ={at},T=36.6"))).collect();
    let said = nonsense(many).await;
    assert!((60..70).contains(&said), "{said} readings of 500 at once");
}
