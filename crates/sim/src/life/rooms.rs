//! 质 Rooms are measured: dishes stand open, are kept warm and read two days later, and instruments are read every morning.

use serde_json::{Value, json};

use super::{
    day::Exposure,
    stage::{Stage, text},
};

const ROOMS: &str = "/api/process/environment";
/// Code, place, class and kind of every point.
const POINTS: [[&str; 4]; 10] = [
    ["ZB1-C1", "成分制备间 1 中央", "room", "settle"],
    ["ZB1-B1", "成分制备间 1 操作台面", "room", "surface"],
    ["ZB1-S1", "成分制备间 1 操作人员手", "room", "hand"],
    ["ZB1-T", "成分制备间 1 温度计", "room", "temperature"],
    ["ZB1-H", "成分制备间 1 湿度计", "room", "humidity"],
    ["ZB2-H", "成分制备间 2 湿度计", "room", "humidity"],
    ["CX1-C1", "4 ℃ 储血冷库", "storage", "settle"],
    ["CX2-C1", "-30 ℃ 血浆冷库", "storage", "settle"],
    ["CJT-C1", "超净工作台 台面中央", "bench", "settle"],
    ["CJT-F", "超净工作台 送风面", "bench", "particle"],
];
/// Nobody looks here: the board says so.
const FORGOTTEN: &str = "ZB2-H";
/// What was read here waits for its second person.
const UNCONFIRMED: &str = "CX2-C1";

impl Stage {
    /// The round through the rooms, as far as its time has come.
    pub(super) async fn rooms(&mut self, exposure: Exposure) -> anyhow::Result<()> {
        let quality = self.actor("quality").await?;
        let mut board = quality.person.get(ROOMS).await?;
        if board["points"].as_array().is_none_or(Vec::is_empty) {
            for [code, name, class, kind] in POINTS {
                let new = json!({ "code": code, "name": name, "class": class, "kind": kind });
                quality.act("points of monitoring", &format!("{ROOMS}/points"), new).await?;
            }
            board = quality.person.get(ROOMS).await?;
        }
        for (index, point) in board["points"].as_array().into_iter().flatten().enumerate() {
            if exposure == Exposure::Long && point["plate"]["state"] == "readable" {
                self.read_dish(index, point).await?;
            } else if exposure == Exposure::Over && point["plate"]["can"]["void"]["ok"] == true {
                let path = format!("{ROOMS}/plates/{}/take", text(point, "/plate/plate_id"));
                if point["plate"]["taken_at"].is_null() {
                    self.actor("technician").await?.act("dishes taken in", &path, json!({})).await?;
                }
            } else if ["due", "overdue"].contains(&text(point, "/standing").as_str()) {
                self.measure(index, point, exposure).await?;
            }
        }
        Ok(())
    }

    /// Puts a dish out when its time fits, or reads the instrument.
    async fn measure(&self, index: usize, point: &Value, exposure: Exposure) -> anyhow::Result<()> {
        let wanted = match point["rule"]["exposure_min"].as_i64() {
            Some(10) => Exposure::Short,
            Some(5) => Exposure::Brief,
            _ => Exposure::Long,
        };
        let code = text(point, "/code");
        if wanted != exposure || code == FORGOTTEN {
            return Ok(());
        }
        let technician = self.actor("technician").await?;
        let path = format!("{ROOMS}/points/{}/plates", text(point, "/point_id"));
        if point["rule"]["grown"] == true {
            let label = format!("P{}-{code}", self.now().day_in(&vena_kernel::zone::china()).date().strftime("%m%d"));
            technician.act("dishes put out", &path, json!({ "label": label, "lot": "TSA261105" })).await?;
            return Ok(());
        }
        let some = self.dice("rooms", index).pick(&[(0.0, 1), (4.0, 1), (9.0, 1), (13.0, 1)]);
        let value = match text(point, "/rule/kind").as_str() {
            "temperature" => 20.5 + some / 10.0,
            "humidity" => 44.0 + some,
            _ => 900.0 + some * 40.0,
        };
        if let Some(read) = technician.act("instruments read", &path, json!({ "value": value })).await? {
            self.confirm_value(&read).await?;
        }
        Ok(())
    }

    async fn read_dish(&self, index: usize, point: &Value) -> anyhow::Result<()> {
        let code = text(point, "/code");
        let first = point["last_at"].is_null();
        let (value, organism) = match (code.as_str(), first) {
            ("ZB1-B1", true) => (14, Some("革兰阳性芽孢杆菌")),
            ("ZB1-S1", true) => (7, Some("表皮葡萄球菌")),
            ("CJT-C1", _) => (0, None),
            _ => (self.dice("dishes", index).below(4), None),
        };
        let path = format!("{ROOMS}/plates/{}/read", text(point, "/plate/plate_id"));
        let body = json!({ "value": value, "organism": organism });
        let read = self.actor("tester").await?.act("dishes read", &path, body).await?;
        match read {
            Some(read) if code != UNCONFIRMED => self.confirm_value(&read).await,
            _ => Ok(()),
        }
    }

    async fn confirm_value(&self, point: &Value) -> anyhow::Result<()> {
        let path = format!("{ROOMS}/readings/{}/decide", text(point, "/plate/readings/0/reading_id"));
        self.actor("checker").await?.act("values confirmed", &path, json!({ "confirmed": true })).await?;
        Ok(())
    }
}
