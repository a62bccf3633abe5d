//! Invented donors of the day, and what is asked, measured and scanned about each.

use serde_json::{Map, Value, json};

/// What is measured, by the names of the check.
const MEASURED: [&str; 6] =
    ["weight_kg", "systolic_mmhg", "diastolic_mmhg", "pulse_per_min", "temperature_c", "hb_g_l"];

/// Labels of this benchmark begin here: the demo city has used others.
const FIRST_LABEL: usize = 600_000;
const SURNAMES: [&str; 10] = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈"];

/// What comes of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// A full bag.
    Gives,
    /// Is unwell today, and the inquiry says so.
    Unwell,
    /// Haemoglobin too low.
    LowHb,
    /// The physician says no.
    SentHome,
}

/// Visitor number `n` of the day.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    n: usize,
    pub(super) end: End,
}

impl Visitor {
    /// `donations` who give, and one more in eight who may not, spread over the day.
    pub(super) fn all(donations: usize) -> Vec<Self> {
        const NO: [End; 3] = [End::LowHb, End::Unwell, End::SentHome];
        let mut ends = Vec::new();
        for given in 0..donations {
            ends.push(End::Gives);
            if given % 8 == 3 {
                ends.push(NO[given / 8 % NO.len()]);
            }
        }
        ends.into_iter().enumerate().map(|(n, end)| Self { n, end }).collect()
    }

    /// The place that the visitor comes to, of so many.
    pub(super) fn place(&self, places: usize) -> usize {
        self.n % places
    }

    pub(super) fn name(&self) -> String {
        let given = |n: usize| char::from_u32(0x4e00 + u32::try_from(n % 5_000).unwrap_or(0)).unwrap_or('安');
        format!("{}{}{}", SURNAMES[self.n % 10], given(self.n * 37), given(self.n * 101 + 17))
    }

    /// Thirty-one years are spread over so many days.
    pub(super) fn born_on(&self) -> String {
        format!("{}-{:02}-{:02}", 1972 + self.n * 7 % 31, 1 + self.n % 12, 1 + self.n * 5 % 28)
    }

    pub(super) fn number(&self) -> String {
        format!("0160226{:06}", FIRST_LABEL + self.n)
    }

    pub(super) fn registration(&self) -> Value {
        json!({
            "document": { "kind": "passport", "number": format!("E{:08}", (self.n + 1) * 7_919 % 100_000_000) },
            "name": self.name(), "born_on": self.born_on(), "sex": "male",
            "phone": format!("138{:08}", (self.n + 1) * 10_007 % 100_000_000), "consent_to_be_told": true,
        })
    }

    /// The expected answers of a man who gives for the first time.
    pub(super) fn answers(&self, inquiry: &Value) -> Value {
        let asked = inquiry["questions"].as_array().cloned().unwrap_or_default();
        let his = asked.into_iter().filter(|question| question["sex"].is_null() || question["sex"] == "male");
        let mut answers: Map<String, Value> = his
            .filter_map(|question| Some((question["code"].as_str()?.to_owned(), question["expected"].clone())))
            .collect();
        answers.insert("first_time_knows".to_owned(), json!(true));
        if self.end == End::Unwell {
            answers.insert("well_today".to_owned(), json!(false));
        }
        json!({ "version": inquiry["version"], "answers": answers })
    }

    pub(super) fn check(&self) -> Value {
        let hb = if self.end == End::LowHb { 108 } else { 138 + self.n % 20 };
        json!({
            "kind": "whole_blood",
            "check": {
                "weight_kg": 60.0 + (self.n % 25) as f64, "systolic_mmhg": 112 + self.n % 16, "diastolic_mmhg": 70,
                "pulse_per_min": 66 + self.n % 20, "endurance_athlete": false, "temperature_c": 36.5, "hb_g_l": hb,
            },
            "sources": MEASURED.map(|field| json!({ "field": field, "reason": "仪器未联机" })),
        })
    }

    pub(super) fn decision(&self) -> Value {
        let (kind, volume_ml) = ("whole_blood", 400);
        if self.end == End::SentHome {
            return json!({ "accept": false, "kind": kind, "volume_ml": volume_ml, "reason": "自诉昨夜睡眠不足三小时" });
        }
        json!({ "accept": true, "kind": kind, "volume_ml": volume_ml })
    }

    /// Bag, tubes and record by scan.
    pub(super) fn binding(&self) -> Value {
        let own = self.number();
        let tube =
            |role: &str, article: &str| json!({ "role": role, "scan": own, "article_scan": format!("(01){article}") });
        let kit = format!("(01)06901234504002(17)301231(10)Q26A11(21){}", self.n);
        json!({
            "donation_number": own, "bag_scan": own, "bag": { "kit_scan": kit, "medium": "CPDA-1" },
            "tubes": [
                tube("serology", "06901234511000"), tube("nat", "06901234512007"), tube("retention", "06901234513004"),
            ],
        })
    }
}
