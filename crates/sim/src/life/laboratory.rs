//! 检 Every donation is tested between controls, read twice, signed twice.

use serde_json::{Value, json};

use super::{
    bench::{KITS, Kit, POOL, Truth},
    stage::{Bag, Stage, text},
};

/// Every so many donations one is reactive.
const REACTIVE_EVERY: usize = 97;
/// Every so many donations one has too much ALT.
const ALT_HIGH_EVERY: usize = 61;

impl Stage {
    /// Every sample is tested with every kit, what is reactive or weak once more, and the testers sign.
    pub(super) async fn testing(&mut self) -> anyhow::Result<()> {
        let bags = std::mem::take(&mut self.waiting.test);
        self.samples(&bags).await?;
        let truths: Vec<Truth> = bags.iter().map(|bag| self.truth(bag)).collect();
        let found: Vec<Truth> = truths.iter().filter(|truth| truth.reactive).cloned().collect();
        let negative: Vec<Truth> = truths.iter().filter(|truth| truth.is_rhd_negative()).cloned().collect();
        let runs = KITS.iter().map(|kit| (kit, if kit.confirms { &[] } else { truths.as_slice() }));
        self.runs(runs.collect()).await?;
        let reactive_pools = truths.chunks(POOL).filter(|pool| pool.iter().any(|truth| truth.reactive));
        let pooled: Vec<Truth> = reactive_pools.flatten().cloned().collect();
        let again = KITS.iter().map(|kit| match (kit.gives, kit.confirms, kit.markers) {
            ("detected", false, _) => (kit, pooled.as_slice()),
            ("detected", true, _) | (_, false, ["HBSAG"]) => (kit, found.as_slice()),
            (_, true, _) => (kit, negative.as_slice()),
            _ => (kit, &[][..]),
        });
        self.runs(again.collect()).await?;
        let signed = self.each(bags, |stage, _, bag| Box::pin(stage.sign(bag))).await?;
        self.waiting.check.extend(signed);
        Ok(())
    }

    async fn runs(&self, runs: Vec<(&'static Kit, &[Truth])>) -> anyhow::Result<()> {
        for (kit, truths) in runs {
            self.run_kit(kit, truths).await?;
        }
        Ok(())
    }

    /// What an analyser would find in the sample of a bag.
    fn truth(&self, bag: &Bag) -> Truth {
        let mut dice = self.dice("results", bag.index);
        let alt = if bag.index % ALT_HIGH_EVERY == 23 { 78 } else { dice.between(8, 41) };
        Truth::of(bag, bag.index % REACTIVE_EVERY == 40, alt, dice.between(0, 30))
    }

    async fn sign(&self, bag: Bag) -> anyhow::Result<Option<String>> {
        let tester = self.actor(if bag.index.is_multiple_of(2) { "tester" } else { "tester2" }).await?;
        let path = format!("/api/lab/donations/{}/sign", bag.number);
        let signed = tester.act("signed by testers", &path, json!({"role": "tester"})).await?;
        Ok(signed.map(|_| bag.number))
    }

    /// The second signature judges, the third issues.
    pub(super) async fn checking(&mut self) -> anyhow::Result<()> {
        self.confirmations().await?;
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
        let Some(signed) = signed else { return Ok(None) };
        let head = self.actor("labhead").await?;
        head.act("issued reports", &format!("/api/lab/donations/{number}/issue"), json!({})).await?;
        Ok(Some((number, verdict(&signed))))
    }
}

fn verdict(donation: &Value) -> String {
    donation["versions"]
        .as_array()
        .and_then(|versions| versions.last())
        .map(|version| text(version, "/verdict"))
        .unwrap_or_default()
}
