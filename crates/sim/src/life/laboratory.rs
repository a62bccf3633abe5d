//! 检 Every donation is tested twice, signed twice.

use serde_json::{Value, json};

use super::stage::{Bag, Stage, text};

/// Every so many donations one is reactive.
const REACTIVE_EVERY: usize = 97;
/// Every so many donations one has too much ALT.
const ALT_HIGH_EVERY: usize = 61;

impl Stage {
    /// Results are entered and signed by the tester.
    pub(super) async fn testing(&mut self) -> anyhow::Result<()> {
        let bags = std::mem::take(&mut self.waiting.test);
        let markers = self.markers().await?;
        let markers = &markers;
        let signed = self.each(bags, |stage, _, bag| Box::pin(stage.test(bag, markers))).await?;
        self.waiting.check.extend(signed);
        Ok(())
    }

    async fn markers(&mut self) -> anyhow::Result<Value> {
        if let Some(known) = self.known.get("markers") {
            return Ok(known.clone());
        }
        let asked = self.actor("tester").await?.person.get("/api/lab/markers").await?;
        self.known.insert("markers", asked.clone());
        Ok(asked)
    }

    async fn test(&self, bag: Bag, markers: &Value) -> anyhow::Result<Option<String>> {
        let tester = self.actor(if bag.index.is_multiple_of(2) { "tester" } else { "tester2" }).await?;
        let mut dice = self.dice("results", bag.index);
        let reactive = bag.index % REACTIVE_EVERY == 40;
        let alt = if bag.index % ALT_HIGH_EVERY == 23 { 78 } else { dice.between(8, 41) };
        let results: Vec<Value> = markers
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|marker| results_of(marker, &bag, reactive, alt))
            .collect();
        let path = format!("/api/lab/donations/{}", bag.number);
        let entered = tester.act("results", &format!("{path}/results"), json!({"results": results})).await?;
        if entered.is_none() {
            return Ok(None);
        }
        let signed = tester.act("signed by testers", &format!("{path}/sign"), json!({"role": "tester"})).await?;
        Ok(signed.map(|_| bag.number))
    }

    /// The second signature judges.
    pub(super) async fn checking(&mut self) -> anyhow::Result<()> {
        let numbers = std::mem::take(&mut self.waiting.check);
        let judged = self.each(numbers, |stage, _, number| Box::pin(stage.check(number))).await?;
        let rejected = judged.into_iter().filter(|(_, verdict)| verdict == "rejected").map(|(number, _)| number);
        let rejected: Vec<String> = rejected.collect();
        self.note("rejected donations", rejected.len());
        self.waiting.rejected.extend(rejected);
        Ok(())
    }

    async fn check(&self, number: String) -> anyhow::Result<Option<(String, String)>> {
        let checker = self.actor("checker").await?;
        let path = format!("/api/lab/donations/{number}/sign");
        let signed = checker.act("judged", &path, json!({"role": "checker"})).await?;
        Ok(signed.map(|signed| (number, verdict(&signed))))
    }
}

fn verdict(donation: &Value) -> String {
    donation["versions"]
        .as_array()
        .and_then(|versions| versions.last())
        .map(|version| text(version, "/verdict"))
        .unwrap_or_default()
}

/// What the analysers say of one marker, all rounds.
fn results_of(marker: &Value, bag: &Bag, reactive: bool, alt: i64) -> Vec<Value> {
    let (code, rounds) = (text(marker, "/code"), marker["rounds"].as_i64().unwrap_or(1));
    if marker["mandatory"] == false {
        return Vec::new();
    }
    let negative = bag.group.ends_with('-');
    let found = reactive && code == "HBSAG";
    let value = match text(marker, "/value").as_str() {
        "abo" => json!({"kind": "abo", "abo": bag.group.trim_end_matches(['+', '-'])}),
        "rhd" => json!({"kind": "rhd", "rhd": if negative { "-" } else { "+" }}),
        "number" => json!({"kind": "number", "number": alt}),
        _ if found => json!({"kind": "reactive"}),
        _ => json!({"kind": "non_reactive"}),
    };
    // A reactive run is repeated in duplicate, an RhD negative one once with the antiglobulin test.
    let retests = if found { 2 } else { i64::from(code == "RHD" && negative) };
    let repeats = 0..=retests;
    let one = |(round, repeat): (i64, i64)| {
        json!({
            "marker": code, "round": round, "repeat": repeat, "value": value,
            "reagent_maker": if round == 1 { "海棠生物" } else { "松果诊断" }, "reagent_lot": format!("R26{round}07"), "instrument": format!("E-{round}"),
        })
    };
    (1..=rounds).flat_map(|round| repeats.clone().map(move |repeat| (round, repeat))).map(one).collect()
}
