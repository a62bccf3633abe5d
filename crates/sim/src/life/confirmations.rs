//! 检 What was reactive goes to the laboratory that confirms it, and its report comes back some days later.

use serde_json::{Value, json};
use vena_kernel::{clock::Instant, zone};

use super::stage::{Stage, text};

const CONFIRMATIONS: &str = "/api/lab/confirmations";
/// How long the confirming laboratory takes.
const SECONDS_AWAY: i64 = 40 * 3600;

impl Stage {
    /// The morning's round: what is new is sent with one list, what came back is typed, and read by another.
    pub(super) async fn confirmations(&mut self) -> anyhow::Result<()> {
        let tester = self.actor("tester").await?;
        let open = tester.person.get(&format!("{CONFIRMATIONS}?open=true&limit=200")).await?;
        let rows = open["items"].as_array().cloned().unwrap_or_default();
        let of = |stage: &str| rows.iter().filter(|one| one["stage"] == stage).cloned().collect::<Vec<Value>>();
        let new: Vec<Value> = of("to_send").iter().map(|one| one["confirmation_id"].clone()).collect();
        if !new.is_empty() {
            let day = self.now().day_in(&zone::china());
            let list = json!({ "confirmations": new, "list_no": format!("QS-{day}"), "laboratory": "琴湾市疾控中心确证实验室",
                "carrier": "送样员 2 号" });
            tester.act("confirmations sent", &format!("{CONFIRMATIONS}/send"), list).await?;
        }
        for one in of("sent") {
            self.report_back(&one).await?;
        }
        Ok(())
    }

    async fn report_back(&mut self, one: &Value) -> anyhow::Result<()> {
        let sent: Option<Instant> = text(one, "/sent_at").parse().ok();
        if sent.is_none_or(|sent| self.now().seconds_since(sent) < SECONDS_AWAY) {
            return Ok(());
        }
        let path = format!("{CONFIRMATIONS}/{}", text(one, "/confirmation_id"));
        self.reports += 1;
        let outcome = match self.reports {
            1 => "positive",
            2 => "negative",
            _ => "indeterminate",
        };
        let report_no = format!("QZ-2026-{:04}", 300 + self.reports);
        let result =
            json!({ "outcome": outcome, "report_no": report_no, "reported_on": self.now().day_in(&zone::china()) });
        let tester = self.actor("tester").await?;
        tester.act("confirmations typed", &format!("{path}/result"), result).await?;
        // The second waits for its second reader when people come to look.
        if self.reports != 2 {
            let read = json!({ "outcome": outcome, "report_no": report_no });
            self.actor("checker").await?.act("confirmations confirmed", &format!("{path}/confirm"), read).await?;
        }
        Ok(())
    }
}
