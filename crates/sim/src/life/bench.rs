//! 检 The bench of the laboratory: kits, lots of reagents, instruments, and runs between controls that two persons read.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vena_kernel::zone;

use super::{
    dice::Dice,
    stage::{Bag, Stage, text},
};

/// A kit of the laboratory: code, name, maker, round, markers, what it gives, the instrument that reads it.
#[derive(Debug)]
pub(super) struct Kit {
    pub(super) code: &'static str,
    name: &'static str,
    maker: &'static str,
    round: i64,
    pub(super) confirms: bool,
    pub(super) markers: &'static [&'static str],
    pub(super) gives: &'static str,
    instrument: &'static str,
}

const fn serology(code: &'static str, name: &'static str, round: i64, markers: &'static [&'static str]) -> Kit {
    let first = round == 1;
    let maker = if first { "海棠生物" } else { "松果诊断" };
    let (gives, instrument) = if first { ("signal", "E-1") } else { ("ratio", "L-1") };
    Kit { code, name, maker, round, confirms: false, markers, gives, instrument }
}

/// How many donations stand in one tube of nucleic acids.
pub(super) const POOL: usize = 6;

/// Every kit of the laboratory.
pub(super) const KITS: [Kit; 13] = [
    serology("HBSAG-E", "乙肝表面抗原（酶免）", 1, &["HBSAG"]),
    serology("HBSAG-L", "乙肝表面抗原（发光）", 2, &["HBSAG"]),
    serology("HCV-E", "丙肝抗体（酶免）", 1, &["ANTI-HCV"]),
    serology("HCV-L", "丙肝抗体（发光）", 2, &["ANTI-HCV"]),
    serology("HIV-E", "艾滋病抗原抗体（酶免）", 1, &["HIV-AG-AB"]),
    serology("HIV-L", "艾滋病抗原抗体（发光）", 2, &["HIV-AG-AB"]),
    serology("TP-E", "梅毒抗体（酶免）", 1, &["ANTI-TP"]),
    serology("TP-L", "梅毒抗体（发光）", 2, &["ANTI-TP"]),
    Kit {
        code: "NAT-3",
        name: "核酸三联（混样）",
        maker: "云杉分子",
        round: 1,
        confirms: false,
        markers: &["HBV-DNA", "HCV-RNA", "HIV-RNA"],
        gives: "detected",
        instrument: "N-1",
    },
    Kit {
        code: "NAT-D",
        name: "核酸鉴别",
        maker: "云杉分子",
        round: 1,
        confirms: true,
        markers: &["HBV-DNA", "HCV-RNA", "HIV-RNA"],
        gives: "detected",
        instrument: "N-1",
    },
    Kit {
        code: "ALT-R",
        name: "丙氨酸氨基转移酶（速率法）",
        maker: "海棠生物",
        round: 1,
        confirms: false,
        markers: &["ALT"],
        gives: "number",
        instrument: "C-1",
    },
    Kit {
        code: "GROUP",
        name: "ABO 正反定型与 RhD",
        maker: "松果诊断",
        round: 1,
        confirms: false,
        markers: &["ABO-FORWARD", "ABO-REVERSE", "RHD"],
        gives: "group",
        instrument: "G-1",
    },
    Kit {
        code: "WEAK-D",
        name: "弱 D 确认（间接抗人球蛋白）",
        maker: "松果诊断",
        round: 1,
        confirms: true,
        markers: &["RHD"],
        gives: "group",
        instrument: "G-1",
    },
];

/// The instruments: code, name, maker, model.
const INSTRUMENTS: [(&str, &str, &str, &str); 5] = [
    ("E-1", "全自动酶免仪", "云杉仪器", "M96"),
    ("L-1", "化学发光仪", "云杉仪器", "L200"),
    ("N-1", "核酸检测系统", "云杉分子", "N48"),
    ("C-1", "生化仪", "海棠仪器", "C60"),
    ("G-1", "全自动血型仪", "松果诊断", "G24"),
];

/// What a kit's leaflet says of its runs.
fn assay(kit: &Kit) -> Value {
    let numeric = |code: &str, role: &str, count: i64, each: Value| json!({ "code": code, "role": role, "count": count, "each": each });
    let named = |code: &str, role: &str, marker: Option<&str>, expects: Value| json!({ "code": code, "role": role, "count": 1, "marker": marker, "expects": expects });
    let plate = json!({ "rows": 8, "columns": 12 });
    match kit.gives {
        "signal" => json!({
            "gives": "signal", "plate": plate, "cut_off": { "factor": 2.1, "least": 0.105 },
            "controls": [
                numeric("BLK", "blank", 1, json!({ "max": 0.08 })),
                numeric("NC", "negative", 3, json!({ "max": 0.1 })),
                numeric("PC", "positive", 2, json!({ "min": 0.5 })),
            ],
        }),
        "ratio" => json!({
            "gives": "ratio", "plate": plate,
            "controls": [
                numeric("NC", "negative", 1, json!({ "max": 0.8 })),
                numeric("PC", "positive", 1, json!({ "min": 3.0 })),
                numeric("QC", "quality", 1, json!({ "min": 1.2, "max": 3.6 })),
            ],
        }),
        "number" => json!({
            "gives": "number", "plate": plate,
            "controls": [numeric("QC", "quality", 2, json!({ "min": 32, "max": 44 }))],
        }),
        "detected" => json!({
            "gives": "detected", "plate": plate, "pool_max": if kit.confirms { 1 } else { 8 }, "combined": !kit.confirms,
            "controls": [
                named("NC", "negative", None, json!({ "kind": "not_detected" })),
                named("PC", "positive", None, json!({ "kind": "detected" })),
            ],
        }),
        _ => {
            let control = |code: &str, abo: &str, rhd: &str| {
                kit.markers
                    .iter()
                    .map(|marker| {
                        let expects = if *marker == "RHD" {
                            json!({ "kind": "rhd", "rhd": rhd })
                        } else {
                            json!({ "kind": "abo", "abo": abo })
                        };
                        named(code, "quality", Some(*marker), expects)
                    })
                    .collect::<Vec<_>>()
            };
            let controls = [control("QC-A", "A", "+"), control("QC-B", "B", "-")].concat();
            json!({ "gives": "group", "plate": plate, "controls": controls })
        }
    }
}

impl Stage {
    /// What the laboratory has on its first day: every kit entered by one and approved by another, a lot of each that was compared
    /// and let in, and its instruments.
    pub(super) async fn equip_laboratory(&mut self) -> anyhow::Result<()> {
        let (tester, checker) = (self.actor("tester").await?, self.actor("checker").await?);
        let today = self.now().day_in(&zone::china());
        let mut bench = serde_json::Map::new();
        for (number, (code, name, maker, model)) in INSTRUMENTS.iter().enumerate() {
            let serial = format!("{model}-{:04}", 1701 + number);
            let until = self.now().plus_seconds((90 + 30 * i64::try_from(number)?) * 86_400).day_in(&zone::china());
            let body = json!({ "code": code, "name": name, "maker": maker, "model": model, "serial": serial, "calibrated_until": until });
            let made = tester.act("laboratory instruments", "/api/lab/instruments", body).await?.unwrap_or_default();
            bench.insert((*code).to_owned(), made["instrument_id"].clone());
        }
        for kit in &KITS {
            let body = json!({
                "code": kit.code, "name": kit.name, "maker": kit.maker, "round": kit.round, "confirms": kit.confirms,
                "markers": kit.markers, "source": format!("{} 说明书，{today}", kit.name), "assay": assay(kit),
            });
            let entered = tester.act("kits entered", "/api/lab/kits", body).await?.unwrap_or_default();
            let approve = format!("/api/lab/kits/{}/approve", text(&entered, "/kit_id"));
            checker.act("kits approved", &approve, json!({})).await?;
            bench.insert(kit.code.to_owned(), self.lot(kit).await?);
        }
        self.known.insert("bench", Value::Object(bench));
        Ok(())
    }

    /// A lot of a kit, received and compared by one, let in by another.
    async fn lot(&self, kit: &Kit) -> anyhow::Result<Value> {
        let (tester, checker) = (self.actor("tester2").await?, self.actor("checker").await?);
        let expires = self.now().plus_seconds(400 * 86_400).day_in(&zone::china());
        let body = json!({ "kit_code": kit.code, "lot": format!("{}2607", kit.code.replace('-', "")), "expires_on": expires, "tests": 19_200 });
        let lot = tester.act("reagents received", "/api/lab/reagents", body).await?.unwrap_or_default();
        let at = |verb: &str| format!("/api/lab/reagents/{}/{verb}", text(&lot, "/lot_id"));
        tester.act("reagents compared", &at("compare"), json!({ "samples": 24, "agreed": 24 })).await?;
        checker.act("reagents let in", &at("decide"), json!({ "accepted": true })).await?;
        Ok(lot["lot_id"].clone())
    }

    /// Tests these bags with one kit, as many plates as they need.
    pub(super) async fn run_kit(&self, kit: &'static Kit, bags: &[Truth]) -> anyhow::Result<()> {
        // Small plates of two kits give their charts enough runs to be judged.
        let (pool, plate) = match (kit.gives, kit.code) {
            ("detected", _) if !kit.confirms => (POOL, 11 * POOL),
            (_, "ALT-R" | "HBSAG-E") => (1, 12),
            _ => (1, 44),
        };
        for plate in bags.chunks(plate) {
            // Now and then a positive control is too weak: the run is void, and everything in it is tested again.
            let weak = kit.gives == "signal" && self.dice(kit.code, plate[0].index).chance(30);
            if weak {
                self.run_plate(kit, plate, pool, true).await?;
            }
            self.run_plate(kit, plate, pool, false).await?;
        }
        Ok(())
    }

    async fn run_plate(&self, kit: &Kit, plate: &[Truth], pool: usize, weak: bool) -> anyhow::Result<()> {
        let truths: BTreeMap<&str, &Truth> = plate.iter().map(|truth| (truth.number.as_str(), truth)).collect();
        let donations: Vec<&str> = plate.iter().map(|truth| truth.number.as_str()).collect();
        let bench = &self.known["bench"];
        let wish = json!({
            "lot_id": bench[kit.code], "instrument_id": bench[kit.instrument], "donations": donations, "pool_size": pool,
        });
        let tester = self.actor("tester").await?;
        let Some(run) = tester.act("runs laid out", "/api/lab/runs", wish).await? else { return Ok(()) };
        let at = |verb: &str| format!("/api/lab/runs/{}/{verb}", text(&run, "/run_id"));
        let number: usize = text(&run, "/run_no").replace('-', "").parse().unwrap_or(0);
        let mut dice = self.dice(kit.code, number);
        let readings = json!({ "readings": readings(&run, kit, &truths, weak, &mut dice) });
        for name in ["tester", "tester2"] {
            self.actor(name).await?.act("runs read", &at("readings"), readings.clone()).await?;
        }
        tester.act("runs closed", &at("close"), json!({})).await?;
        Ok(())
    }
}

/// What an analyser would find in the sample of a bag.
#[derive(Debug, Clone)]
pub(super) struct Truth {
    /// Which donor, counted from 0.
    index: usize,
    pub(super) number: String,
    group: String,
    pub(super) reactive: bool,
    alt: i64,
    /// Thousandths by which signals of this sample differ from those of others.
    noise: i64,
}

impl Truth {
    /// Of a bag: its group, and whether chance has made it reactive or high in ALT.
    pub(super) fn of(bag: &Bag, reactive: bool, alt: i64, noise: i64) -> Self {
        Self { index: bag.index, number: bag.number.clone(), group: bag.group.clone(), reactive, alt, noise }
    }

    /// An antigen too weak for the first test is looked for by a second one.
    pub(super) fn is_rhd_negative(&self) -> bool {
        self.group.ends_with('-')
    }
}

fn readings(run: &Value, kit: &Kit, truths: &BTreeMap<&str, &Truth>, weak: bool, dice: &mut Dice) -> Vec<Value> {
    let mut readings = Vec::new();
    for well in run["wells"].as_array().into_iter().flatten() {
        let together = run["assay"]["combined"] == true;
        let cells = well["cells"].as_array().into_iter().flatten();
        for cell in cells.take(if together { 1 } else { usize::MAX }) {
            let marker = text(cell, "/marker");
            let raw = match well["control"].as_str() {
                Some("PC") if weak => json!({ "kind": "signal", "signal": 0.31 }),
                Some(control) => of_control(kit, control, &marker, dice),
                None => of_sample(kit, &marker, &truths_of(well, truths)),
            };
            readings.push(json!({ "well": well["name"], "marker": marker, "raw": raw }));
        }
    }
    readings
}

fn of_control(kit: &Kit, control: &str, marker: &str, dice: &mut Dice) -> Value {
    // Three dice: most readings lie near the middle, few far from it.
    let mut about = |thousandths: i64, spread: i64| {
        let off: i64 = (0..3).map(|_| dice.between(-spread, spread)).sum();
        (thousandths + off) as f64 / 1000.0
    };
    match (kit.gives, control) {
        ("signal", "PC") => json!({ "kind": "signal", "signal": about(1840, 60) }),
        ("signal", _) => json!({ "kind": "signal", "signal": about(42, 4) }),
        ("ratio", "PC") => json!({ "kind": "ratio", "s_co": about(7900, 260) }),
        ("ratio", "QC") => json!({ "kind": "ratio", "s_co": about(2300, 90) }),
        ("ratio", _) => json!({ "kind": "ratio", "s_co": about(110, 12) }),
        ("number", _) => json!({ "kind": "number", "number": about(38_000, 900) }),
        ("detected", found) => json!({ "kind": "detected", "detected": found == "PC", "internal": true }),
        (_, which) if marker == "RHD" => json!({ "kind": "rhd", "rhd": if which == "QC-A" { "+" } else { "-" } }),
        (_, which) => json!({ "kind": "abo", "abo": if which == "QC-A" { "A" } else { "B" } }),
    }
}

/// The samples in a well, one or a pool.
fn truths_of<'a>(well: &Value, truths: &BTreeMap<&str, &'a Truth>) -> Vec<&'a Truth> {
    let samples = well["samples"].as_array().into_iter().flatten();
    samples.filter_map(|sample| truths.get(text(sample, "/donation_number").as_str()).copied()).collect()
}

fn of_sample(kit: &Kit, marker: &str, here: &[&Truth]) -> Value {
    let Some(truth) = here.first() else { return json!({ "kind": "unreadable", "why": "无样本" }) };
    let reactive = here.iter().any(|truth| truth.reactive);
    let found = reactive && matches!(marker, "HBSAG" | "HBV-DNA");
    let thousandths = |base: i64| json!(serde_json::Number::from_f64(((base + truth.noise) as f64) / 1000.0));
    match kit.gives {
        "signal" => json!({ "kind": "signal", "signal": thousandths(if found { 1620 } else { 12 }) }),
        "ratio" => json!({ "kind": "ratio", "s_co": thousandths(if found { 9400 } else { 60 }) }),
        "number" => json!({ "kind": "number", "number": truth.alt }),
        "detected" => json!({ "kind": "detected", "detected": found, "internal": true }),
        _ if marker == "RHD" => json!({ "kind": "rhd", "rhd": if truth.is_rhd_negative() { "-" } else { "+" } }),
        _ => json!({ "kind": "abo", "abo": truth.group.trim_end_matches(['+', '-']) }),
    }
}
