//! 质 Quality control of components: what is drawn is taken by scan, measured, and confirmed by another.

use serde_json::{Value, json};
use vena_kernel::zone;

use super::stage::{Stage, text};

const QUALITY: &str = "/api/process/quality";
/// Of so many values in a thousand one lies outside its limits.
const OUTSIDE: u32 = 30;

impl Stage {
    /// Draws what is due, takes it and measures it. One sample is left for whoever comes to look, and the values of another wait
    /// for their second person.
    pub(super) async fn sampling(&mut self) -> anyhow::Result<()> {
        let quality = self.actor("quality").await?;
        quality.act("draws of quality control", &format!("{QUALITY}/draws"), json!({})).await?;
        let month = self.now().day_in(&zone::china()).date().strftime("%Y-%m").to_string();
        let list = quality.person.get(&format!("{QUALITY}/samples?month={month}&limit=100")).await?;
        let drawn = list["items"].as_array().into_iter().flatten().filter(|sample| sample["state"] == "drawn");
        let drawn: Vec<Value> = drawn.cloned().collect();
        let taken = drawn.len().saturating_sub(1);
        for (index, sample) in drawn.iter().take(taken).enumerate() {
            self.measure_sample(index, sample, index + 1 < taken).await?;
        }
        Ok(())
    }

    async fn measure_sample(&self, index: usize, sample: &Value, confirmed: bool) -> anyhow::Result<()> {
        let at = format!("{QUALITY}/samples/{}", text(sample, "/sample_id"));
        let technician = self.actor("technician").await?;
        let taken = json!({ "scan": sample["unit_id"], "taken_as": "segment" });
        if technician.act("samples taken", &format!("{at}/take"), taken).await?.is_none() {
            self.actor("quality").await?.act("samples replaced", &format!("{at}/replace"), json!({})).await?;
            return Ok(());
        }
        let tester = self.actor("tester").await?;
        let detail = tester.person.get(&at).await?;
        let mut dice = self.dice("quality", index);
        let results: Vec<Value> = detail["indicators"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| {
                let value = believable(&one["limits"], dice.between(5, 35), dice.chance(OUTSIDE))?;
                Some(json!({ "indicator": one["code"], "value": value }))
            })
            .collect();
        if results.is_empty() {
            return Ok(());
        }
        let typed = tester.act("samples measured", &format!("{at}/sheets"), json!({ "results": results })).await?;
        if let Some(sheet) = typed.filter(|_| confirmed) {
            let path = format!("{QUALITY}/sheets/{}/decide", text(&sheet, "/sheets/0/sheet_id"));
            self.actor("checker").await?.act("samples confirmed", &path, json!({ "confirmed": true })).await?;
        }
        Ok(())
    }
}

/// A value so many percent of the way into its limits, or just outside of them; none when the limits are not known.
fn believable(limits: &Value, percent: i64, outside: bool) -> Option<f64> {
    let part = f64::from(i32::try_from(percent).ok()?) / 100.0;
    let way = if outside { -0.1 } else { part };
    let value = match (limits["minimum"].as_f64(), limits["maximum"].as_f64()) {
        (Some(least), Some(most)) => least + (most - least) * way,
        (Some(least), None) => least * (1.0 + way),
        (None, Some(most)) => most * (1.0 - way),
        (None, None) => return None,
    };
    Some((value * 1000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::believable;

    #[test]
    fn a_value_lies_inside_its_limits_unless_it_is_meant_to_be_outside() {
        let both = json!({ "minimum": 0.5, "maximum": 0.65 });
        assert_eq!(believable(&both, 20, false), Some(0.53));
        assert_eq!(believable(&both, 20, true), Some(0.485));
        assert_eq!(believable(&json!({ "minimum": 36.0 }), 10, false), Some(39.6));
        assert_eq!(believable(&json!({ "maximum": 0.8 }), 10, true), Some(0.88));
        assert_eq!(believable(&json!(null), 10, true), None);
    }
}
