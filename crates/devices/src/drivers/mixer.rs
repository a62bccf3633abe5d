//! Blood mixers with a scale: a donation from its start to its end, as readings of what the bag holds.
//!
//! No maker publishes this protocol, so this is our own, in sentences: `$MX,START,N=…,T=400,OP=…,LOT=…*HH`, then every
//! second `$MX,W,S=12,V=35.2,F=62,N=…*HH` (seconds since the start, mL, mL/min), `$MX,PAUSE,S=…,V=…*HH`,
//! `$MX,ALARM,C=LOW_FLOW,S=…,V=…*HH`, and `$MX,END,S=402,V=401.5,N=…*HH`.

use vena_kernel::collection::reading::{ReadingValue, ReadingValues};

use super::LINE_MAX;
use crate::{
    Driver, Heard,
    frame::{Lines, Sentence},
};

/// Seconds between two readings while blood flows: the page at the chair shows the flow without a reading every second.
const TELL_EVERY_S: f64 = 10.0;
/// Most points that are kept; then every second one is dropped.
const POINTS_MAX: usize = 300;

/// The line to a mixer.
#[derive(Debug)]
pub struct Mixer {
    lines: Lines,
    run: Option<Run>,
}

#[derive(Debug, Default)]
struct Run {
    number: Option<String>,
    target_ml: Option<f64>,
    operator: Option<String>,
    bag_lot: Option<String>,
    points: Vec<[f64; 2]>,
    every: usize,
    seen: usize,
    told_at: f64,
    since: Vec<[f64; 2]>,
    last: [f64; 2],
    flow: Option<f64>,
    alarms: Vec<String>,
}

impl Default for Mixer {
    fn default() -> Self {
        Self { lines: Lines::new(LINE_MAX), run: None }
    }
}

impl Run {
    fn weight(&mut self, sentence: &Sentence) {
        let (Some(seconds), Some(volume)) = (sentence.number("S"), sentence.number("V")) else { return };
        self.flow = sentence.number("F");
        self.last = [seconds, volume];
        if self.seen.is_multiple_of(self.every.max(1)) {
            self.points.push(self.last);
        }
        self.seen += 1;
        if self.points.len() > POINTS_MAX {
            let mut at = 0;
            self.points.retain(|_| {
                at += 1;
                at % 2 == 1
            });
            self.every = self.every.max(1) * 2;
        }
        if self.since.len() < POINTS_MAX {
            self.since.push(self.last);
        }
    }

    fn values(&self, phase: &str) -> ReadingValues {
        let mut values: ReadingValues =
            [("phase".to_owned(), phase.into()), ("volume_ml".to_owned(), self.last[1].into())].into();
        let mut put = |name: &str, value: Option<ReadingValue>| {
            values.extend(value.map(|value| (name.to_owned(), value)));
        };
        put("target_ml", self.target_ml.map(Into::into));
        put("flow_ml_min", self.flow.map(Into::into));
        put("duration_s", (self.last[0] > 0.0).then(|| self.last[0].into()));
        put("operator", self.operator.as_deref().map(Into::into));
        put("bag_lot", self.bag_lot.as_deref().map(Into::into));
        let alarms: String = self.alarms.join(" ").chars().take(200).collect();
        put("alarm", (!alarms.is_empty()).then(|| alarms.as_str().into()));
        values
    }
}

impl Mixer {
    fn sentence(&mut self, sentence: &Sentence, heard: &mut Heard) {
        if sentence.head != "MX" {
            return heard.fault(format!("a sentence {} where MX was expected", sentence.head));
        }
        if sentence.says("START") {
            self.end("interrupted", heard);
            return self.start(sentence, heard);
        }
        let run = self.run.get_or_insert_default();
        // After a lost beginning, or a line that was away: the number stands in every sentence.
        if let Some(number) = sentence.get("N") {
            run.number = Some(number.to_owned());
        }
        run.weight(sentence);
        if sentence.says("END") {
            return self.end("end", heard);
        }
        if sentence.says("ALARM") {
            let code: String = sentence.get("C").unwrap_or("UNKNOWN").chars().take(40).collect();
            if run.alarms.len() < 20 && !run.alarms.contains(&code) {
                run.alarms.push(code);
            }
            return run.tell("alarm", heard);
        }
        if sentence.says("PAUSE") {
            return run.tell("paused", heard);
        }
        if run.last[0] - run.told_at >= TELL_EVERY_S {
            run.tell("running", heard);
        }
    }

    fn start(&mut self, sentence: &Sentence, heard: &mut Heard) {
        let word = |name: &str| sentence.get(name).map(|text| text.chars().take(60).collect::<String>());
        let mut run = Run {
            number: word("N"),
            target_ml: sentence.number("T"),
            operator: word("OP"),
            bag_lot: word("LOT"),
            ..Run::default()
        };
        run.tell("start", heard);
        self.run = Some(run);
    }

    fn end(&mut self, phase: &str, heard: &mut Heard) {
        let Some(run) = self.run.take() else { return };
        let mut values = run.values(phase);
        let [seconds, volume] = run.last;
        if seconds > 0.0 {
            let mean = (volume / seconds * 60.0 * 10.0).round() / 10.0;
            values.insert("flow_ml_min".to_owned(), mean.into());
        }
        values.insert("points".to_owned(), ReadingValue::Points(run.points));
        heard.measured(values, run.number);
    }
}

impl Run {
    fn tell(&mut self, phase: &str, heard: &mut Heard) {
        let mut values = self.values(phase);
        let since = std::mem::take(&mut self.since);
        if !since.is_empty() {
            values.insert("points".to_owned(), ReadingValue::Points(since));
        }
        self.told_at = self.last[0];
        heard.measured(values, self.number.clone());
    }
}

impl Driver for Mixer {
    fn take(&mut self, bytes: &[u8]) -> Heard {
        let mut heard = Heard::default();
        for byte in bytes {
            let Some(line) = self.lines.push(*byte) else { continue };
            match line.and_then(|line| Sentence::read(&line)) {
                Ok(sentence) => {
                    heard.frames += 1;
                    self.sentence(&sentence, &mut heard);
                }
                Err(fault) => heard.of_frames(Err(fault)),
            }
        }
        heard
    }

    /// A mixer that runs speaks every second; one that has stopped speaking was switched off.
    fn quiet(&mut self) -> Heard {
        let mut heard = Heard::default();
        self.end("interrupted", &mut heard);
        heard
    }

    fn reset(&mut self) {
        self.lines.reset();
    }
}
