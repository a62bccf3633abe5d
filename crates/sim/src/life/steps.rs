//! 制 The steps of the hall: machines with approved programmes, lots that were let in, and bags that go through their steps together.

use serde_json::{Value, json};
use vena_kernel::zone;

use super::stage::{Actor, Bag, Stage, text};

const BATCHES: &str = "/api/process/batches";
/// How long a round at the machines takes.
const ROUND_SECONDS: i64 = 7 * 60;
/// More rounds than any way has steps; what is not through then waits for the next session.
const ROUNDS: usize = 6;
/// So many bags of a session wait for the next one.
const LEFT_OVER: usize = 6;
/// So many donors of a round are what one set of machines is made for.
const DONORS_OF_A_SET: usize = 16;
/// Bags that one freezer takes at once.
const FREEZER: usize = 48;
/// Of so many spins in a thousand the temperature runs too high.
const WARM: u32 = 50;

/// A machine: code, kind, name, maker, model, how many bags it takes, days of its calibration left.
type Machine = (&'static str, &'static str, &'static str, &'static str, &'static str, i64, i64);

const MACHINES: [Machine; 17] = [
    ("CF-1", "centrifuge", "1 号离心机", "云杉仪器", "R12", 12, 210),
    ("CF-2", "centrifuge", "2 号离心机", "云杉仪器", "R12", 12, 96),
    ("CF-3", "centrifuge", "3 号离心机", "云杉仪器", "R16", 16, 18),
    ("SP-1", "separator", "1 号分浆机", "海棠仪器", "P4", 4, 150),
    ("SP-2", "separator", "2 号分浆机", "海棠仪器", "P4", 4, 150),
    ("SP-3", "separator", "3 号分浆机", "海棠仪器", "P4", 4, 12),
    ("LF-1", "filter_stand", "1 号过滤架", "松果医疗", "S12", 12, 300),
    ("LF-2", "filter_stand", "2 号过滤架", "松果医疗", "S12", 12, 300),
    ("BF-1", "blast_freezer", "1 号速冻机", "云杉仪器", "F48", 48, 120),
    ("BF-2", "blast_freezer", "2 号速冻机", "云杉仪器", "F48", 48, 64),
    ("TH-1", "thawer", "解冻仪", "海棠仪器", "T8", 8, 75),
    ("WD-1", "welder", "无菌接驳机", "松果医疗", "W1", 6, 41),
    ("WS-1", "washer", "细胞洗涤机", "松果医疗", "C2", 2, 88),
    ("IC-1", "cabinet", "病毒灭活箱", "海棠仪器", "L24", 24, 130),
    ("RF-1", "refrigerator", "融化用冷藏箱", "云杉仪器", "B200", 60, 180),
    ("RP-1", "red_cell_processor", "红细胞处理仪", "松果医疗", "G2", 2, -3),
    ("IR-1", "irradiator", "血液辐照仪", "云杉仪器", "X12", 6, 33),
];

/// What the machines of a kind are set to: kind, step, number, name, settings as pairs.
type Programme = (&'static str, &'static str, &'static str, &'static str, &'static [(&'static str, i64)]);

const PROGRAMMES: [Programme; 15] = [
    ("centrifuge", "spin_hard", "5", "重离心 5000 g", &[("speed_g", 5000), ("seconds", 420)]),
    ("centrifuge", "spin_soft", "2", "轻离心 1100 g", &[("speed_g", 1100), ("seconds", 360)]),
    ("centrifuge", "spin_platelets", "3", "血小板 3500 g", &[("speed_g", 3500), ("seconds", 420)]),
    ("centrifuge", "spin_cold", "7", "冷沉淀 4000 g", &[("speed_g", 4000), ("seconds", 900)]),
    ("separator", "press", "1", "自动分浆", &[]),
    ("filter_stand", "filter", "1", "重力过滤", &[]),
    ("blast_freezer", "freeze_plasma", "1", "血浆速冻", &[]),
    ("blast_freezer", "freeze_cryo", "2", "冷沉淀速冻", &[]),
    ("thawer", "thaw_plasma", "1", "血浆解冻 37 °C", &[("temperature_c", 36)]),
    ("welder", "weld", "1", "标准管路", &[]),
    ("washer", "wash", "3", "洗涤三次", &[]),
    ("cabinet", "inactivate", "1", "灭活 30 min", &[("seconds", 1800)]),
    ("refrigerator", "thaw_slow", "1", "4 °C 缓慢融化", &[]),
    ("red_cell_processor", "deglycerolise", "4", "去甘油", &[]),
    ("irradiator", "irradiate", "1", "30 Gy", &[]),
];

/// Lots of what is used up: kind, number, maker, days left.
const SUPPLIES: [(&str, &str, &str, i64); 6] = [
    ("filter", "LF260712", "松果医疗", 400),
    ("filter", "LF260308", "松果医疗", 45),
    ("wafer", "WB2605", "松果医疗", 500),
    ("saline", "NS260821", "海棠药业", 300),
    ("methylene_blue", "MB260603", "海棠药业", 260),
    ("glycerol", "GL260411", "海棠药业", 200),
];

/// The way of a bag through the hall.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) bag: Bag,
    pub(super) platelets: bool,
    /// It has waited for a session: too late for fresh frozen plasma.
    pub(super) late: bool,
    left: Vec<&'static str>,
}

/// A batch that works.
struct Running {
    path: String,
    step: &'static str,
    technician: &'static str,
    ways: Vec<Way>,
}

impl Stage {
    /// The hall registers its machines, enters their programmes and lets its lots in; a second technician approves.
    pub(super) async fn equip_hall(&self) -> anyhow::Result<()> {
        let (one, two) = (self.actor("technician").await?, self.actor("technician2").await?);
        let day = |days: i64| self.now().plus_seconds((days + 7) * 86_400).day_in(&zone::china());
        for (number, (code, (_, kind, name, maker, model, places, days))) in self.machines().enumerate() {
            let body = json!({ "code": code, "kind": kind, "name": name, "maker": maker, "model": model, "places": places,
                "serial": format!("{model}-{:04}", 2301 + number), "calibrated_until": day(*days) });
            let made = one.act("machines of the hall", "/api/process/equipment", body).await?.unwrap_or_default();
            for (_, step, number, name, settings) in PROGRAMMES.iter().filter(|programme| programme.0 == *kind) {
                let settings: Value = settings.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
                let body = json!({ "equipment_id": made["equipment_id"], "step": step, "number": number, "name": name,
                    "settings": settings, "source": format!("{code} 确认报告 2026-02") });
                let entered = one.act("programmes entered", "/api/process/programmes", body).await?.unwrap_or_default();
                let approve = format!("/api/process/programmes/{}/approve", text(&entered, "/programme_id"));
                two.act("programmes approved", &approve, json!({})).await?;
            }
            if code == "WS-1" {
                let stop = format!("/api/process/equipment/{}/stop", text(&made, "/equipment_id"));
                two.act("machines stopped", &stop, json!({ "reason": "转子密封件老化，等待备件" })).await?;
            }
        }
        for (kind, lot, maker, days) in SUPPLIES {
            let body = json!({ "kind": kind, "lot": lot, "maker": maker, "expires_on": day(days) });
            let lot = one.act("supplies received", "/api/process/supplies", body).await?.unwrap_or_default();
            let path = format!("/api/process/supplies/{}/let-in", text(&lot, "/supply_id"));
            two.act("supplies let in", &path, json!({})).await?;
        }
        Ok(())
    }

    /// The machines of the hall with their codes: a set, and more of them where more donors come.
    fn machines(&self) -> impl Iterator<Item = (String, &'static Machine)> {
        (0..self.round.div_ceil(DONORS_OF_A_SET)).flat_map(|set| {
            let code =
                move |machine: &Machine| if set == 0 { machine.0.to_owned() } else { format!("{set}-{}", machine.0) };
            MACHINES.iter().map(move |machine| (code(machine), machine))
        })
    }

    /// The bags that came go through their steps, round by round; the last of them wait for the next session.
    pub(super) async fn steps(&mut self) -> anyhow::Result<()> {
        let came = std::mem::take(&mut self.waiting.split);
        let mut ways: Vec<Way> = std::mem::take(&mut self.waiting.left_over);
        let kept = came.len().saturating_sub(LEFT_OVER);
        for (at, bag) in came.into_iter().enumerate() {
            let way = self.way(bag, at >= kept);
            if at < kept { ways.push(way) } else { self.waiting.left_over.push(way) }
        }
        for _ in 0..ROUNDS {
            if ways.is_empty() {
                break;
            }
            let (running, resting) = self.begin_round(ways).await?;
            self.clock.set(self.now().plus_seconds(ROUND_SECONDS));
            ways = resting;
            for batch in running {
                ways.extend(self.end_batch(batch).await?);
            }
            let (through, on): (Vec<Way>, Vec<Way>) = ways.into_iter().partition(|way| way.left.is_empty());
            self.waiting.make.extend(through);
            ways = on;
        }
        self.waiting.left_over.extend(ways);
        Ok(())
    }

    fn way(&self, bag: Bag, late: bool) -> Way {
        let mut dice = self.dice("way", bag.index);
        // Platelets are made of what flowed fast.
        let platelets = !late && bag.volume_ml == 400 && bag.filling_seconds <= 600 && dice.chance(700);
        let filtered = super::hall::is_filtered(self, &bag);
        let left = match (platelets, filtered) {
            (true, true) => vec!["spin_soft", "press", "spin_platelets", "filter"],
            (true, false) => vec!["spin_soft", "press", "spin_platelets"],
            (false, true) => vec!["filter", "spin_hard", "press"],
            (false, false) => vec!["spin_hard", "press"],
        };
        Way { bag, platelets, late, left }
    }

    /// Fills the machines of each step with the bags that wait for it; who finds no room rests.
    async fn begin_round(&self, ways: Vec<Way>) -> anyhow::Result<(Vec<Running>, Vec<Way>)> {
        let (mut running, mut resting) = (Vec::new(), Vec::new());
        let mut free: Vec<(String, &Machine)> = self.machines().collect();
        let mut by_step: std::collections::BTreeMap<&'static str, Vec<Way>> = std::collections::BTreeMap::new();
        for way in ways {
            if let Some(step) = way.left.first().copied() {
                by_step.entry(step).or_default().push(way);
            }
        }
        for (step, mut waiting) in by_step {
            let kind = PROGRAMMES.iter().find(|programme| programme.1 == step).map(|programme| programme.0);
            while !waiting.is_empty() {
                let Some(at) = free.iter().position(|(_, machine)| Some(machine.1) == kind) else { break };
                let (code, machine) = free.remove(at);
                let rest = waiting.split_off(waiting.len().min(usize::try_from(machine.5)?));
                running.extend(self.begin_batch(step, &code, std::mem::replace(&mut waiting, rest)).await?);
            }
            resting.extend(waiting);
        }
        Ok((running, resting))
    }

    /// Opens a batch at a machine, scans its bags and begins; bags that are refused are out.
    async fn begin_batch(&self, step: &'static str, machine: &str, ways: Vec<Way>) -> anyhow::Result<Option<Running>> {
        let technician = if machine.ends_with('2') { "technician2" } else { "technician" };
        let actor = self.actor(technician).await?;
        let supplies: &[&str] = if step == "filter" { &["LF260712"] } else { &[] };
        let body = json!({ "step": step, "equipment": machine, "supplies": supplies });
        let Some(batch) = actor.act("batches opened", BATCHES, body).await? else { return Ok(None) };
        let path = format!("{BATCHES}/{}", text(&batch, "/batch_id"));
        let scans: Vec<&str> = ways.iter().map(|way| way.bag.unit_id.as_str()).collect();
        let scanned = actor.act("batches filled", &format!("{path}/bags"), json!({ "scans": scans })).await?;
        let taken: Vec<bool> = scanned
            .iter()
            .flat_map(|answer| answer["items"].as_array())
            .flatten()
            .map(|item| item["ok"] == true)
            .collect();
        let ways: Vec<Way> = ways.into_iter().zip(taken).filter_map(|(way, ok)| ok.then_some(way)).collect();
        if ways.is_empty() {
            let why = json!({ "reason": "没有可入批的血袋" });
            actor.act("batches broken off", &format!("{path}/break-off"), why).await?;
            return Ok(None);
        }
        let begun = actor.act("batches begun", &format!("{path}/begin"), json!({})).await?;
        Ok(begun.map(|_| Running { path, step, technician, ways }))
    }

    /// Ends a batch; its bags go on unless they deviated. The other technician checks the record.
    async fn end_batch(&mut self, batch: Running) -> anyhow::Result<Vec<Way>> {
        let Running { path, step, technician, mut ways } = batch;
        let actor = self.actor(technician).await?;
        self.batches += 1;
        let warm = self.dice("warm", self.batches).chance(WARM);
        let readings = self.readings(step, warm);
        let Some(ended) = actor.act("batches ended", &format!("{path}/end"), json!({ "readings": readings })).await?
        else {
            return Ok(Vec::new());
        };
        self.checked(&path, technician).await?;
        if ended["deviated"] != 0 {
            self.note("bags isolated", ways.len());
            return Ok(Vec::new());
        }
        for way in &mut ways {
            way.left.remove(0);
        }
        Ok(ways)
    }

    pub(super) async fn checked(&self, path: &str, technician: &str) -> anyhow::Result<()> {
        let other = if technician == "technician" { "technician2" } else { "technician" };
        // Some records wait for somebody to look at them.
        if !self.batches.is_multiple_of(19) {
            self.actor(other).await?.act("batches checked", &format!("{path}/check"), json!({})).await?;
        }
        Ok(())
    }

    /// What the machines tell: as the programme is set, with the little differences of life.
    fn readings(&self, step: &str, warm: bool) -> Value {
        let mut dice = self.dice("machine", self.batches);
        let tenths = |value: i64| json!(serde_json::Number::from_f64(value as f64 / 10.0));
        let spin = |g: i64, seconds: i64, coldest: i64, dice: &mut super::dice::Dice| {
            let temperature = if warm { coldest + 62 } else { coldest + dice.between(4, 30) };
            json!({ "speed_g": g + dice.between(0, 40) - 20, "temperature_c": tenths(temperature), "seconds": seconds + dice.between(0, 5) })
        };
        match step {
            "spin_hard" => spin(5000, 420, 20, &mut dice),
            "spin_soft" => spin(1100, 360, 200, &mut dice),
            "spin_platelets" => spin(3500, 420, 200, &mut dice),
            "filter" => json!({ "temperature_c": tenths(180 + dice.between(0, 40)) }),
            "freeze_plasma" => {
                json!({ "core_c": tenths(-(310 + dice.between(0, 60))), "seconds": 2700 + dice.between(0, 300) })
            }
            _ => json!({ "result": "ok" }),
        }
    }

    /// Plasma that was made goes into the freezers.
    pub(super) async fn freeze(&mut self, plasma: Vec<String>) -> anyhow::Result<()> {
        let actor = self.actor("technician2").await?;
        let freezers: Vec<String> =
            self.machines().filter(|(_, machine)| machine.1 == "blast_freezer").map(|(code, _)| code).collect();
        for (bags, freezer) in plasma.chunks(FREEZER).zip(freezers) {
            let body = json!({ "step": "freeze_plasma", "equipment": freezer });
            let Some(batch) = actor.act("batches opened", BATCHES, body).await? else { continue };
            let path = format!("{BATCHES}/{}", text(&batch, "/batch_id"));
            actor.act("batches filled", &format!("{path}/bags"), json!({ "scans": bags })).await?;
            if actor.act("batches begun", &format!("{path}/begin"), json!({})).await?.is_some() {
                self.waiting.freezing.push(path);
            }
        }
        Ok(())
    }

    /// What was in the freezers is frozen.
    pub(super) async fn frozen(&mut self) -> anyhow::Result<()> {
        for path in std::mem::take(&mut self.waiting.freezing) {
            self.batches += 1;
            let readings = self.readings("freeze_plasma", false);
            let actor = self.actor("technician2").await?;
            actor.act("batches ended", &format!("{path}/end"), json!({ "readings": readings })).await?;
            self.checked(&path, "technician2").await?;
        }
        Ok(())
    }

    /// The evening's shift writes down what stands open.
    pub(super) async fn shift_handed(&mut self) -> anyhow::Result<()> {
        let actor = self.actor("technician").await?;
        let note = json!({ "note": "冷藏箱内有全血留待明日分离；WS-1 仍停用，备件预计后天到。" });
        let handed = actor.act("shifts handed over", "/api/process/shifts", note).await?;
        self.waiting.shift = handed.map(|shift| text(&shift, "/shift_id"));
        Ok(())
    }

    /// The morning's shift takes it over.
    pub(super) async fn shift_taken(&mut self) -> anyhow::Result<()> {
        if let Some(shift) = self.waiting.shift.take() {
            let actor: Actor = self.actor("technician2").await?;
            let path = format!("/api/process/shifts/{shift}/take-over");
            actor.act("shifts taken over", &path, json!({ "note": "已核对" })).await?;
        }
        Ok(())
    }

    /// Some of the bags that wait are in a centrifuge when people come to look.
    pub(super) async fn spin_now(&mut self) -> anyhow::Result<()> {
        let spun: Vec<Way> =
            self.waiting.left_over.extract_if(.., |way| way.left.first() == Some(&"spin_hard")).take(2).collect();
        self.begin_batch("spin_hard", "CF-2", spun).await.map(drop)
    }
}
