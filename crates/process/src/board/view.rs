//! The board as it is shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::UnitRow;
use vena_kernel::{
    clock::{Day, Instant},
    id::{BatchId, EquipmentId, UnitId},
    product::ProductCode,
    text::Text,
};

use super::rules::Light;

/// What a bag may still become, and by when.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HallMay {
    /// The product.
    pub(super) product: ProductCode,
    /// Its name.
    pub(super) product_name: Text,
    /// Latest begin; none where there is no such limit.
    pub(super) latest_at: Option<Instant>,
    /// How near it is.
    pub(super) light: Light,
}

/// A bag in the hall.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HallLying {
    /// The bag.
    pub(super) unit: UnitRow,
    /// For what it waits: `begin`, the code of a step, `make`, `label`, `held`.
    pub(super) stage: String,
    /// In words.
    pub(super) stage_title: Text,
    /// Since when.
    pub(super) since: Instant,
    /// It has waited longer than the station wants.
    pub(super) stuck: bool,
    /// The batch in which it is.
    pub(super) batch_id: Option<BatchId>,
    /// Its number.
    pub(super) batch_no: Option<String>,
    /// What it may still become, what is most urgent first.
    pub(super) may: Vec<HallMay>,
    /// The nearest limit.
    pub(super) latest_at: Option<Instant>,
    /// How near that is.
    pub(super) light: Light,
    /// What was possible once and is not any more, for it is too late.
    pub(super) missed: Vec<ProductCode>,
}

/// What waits for a step.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct HallQueue {
    /// `begin`, the code of a step, `make`, `label`, `held`.
    pub(super) stage: String,
    /// In words.
    pub(super) title: Text,
    /// Bags that wait.
    pub(super) waiting: usize,
    /// Bags in batches of this step.
    pub(super) working: usize,
    /// The oldest has waited since.
    pub(super) since: Option<Instant>,
    /// Bags that wait longer than the station wants.
    pub(super) stuck: usize,
}

/// What a machine does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HallMachineState {
    /// Nothing.
    Free,
    /// Bags are scanned.
    Loading,
    /// It works.
    Running,
    /// It is stopped.
    Stopped,
    /// Its calibration is over.
    Uncalibrated,
}

/// A machine on the board.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct HallMachine {
    /// Identity.
    pub(super) equipment_id: EquipmentId,
    /// As it is labelled.
    pub(super) code: String,
    /// What people call it.
    pub(super) name: String,
    /// What kind.
    pub(super) kind: String,
    /// What it does.
    pub(crate) state: HallMachineState,
    /// The batch at it.
    pub(super) batch_id: Option<BatchId>,
    /// Its number.
    pub(super) batch_no: Option<String>,
    /// Its step.
    pub(super) step_title: Option<Text>,
    /// Bags in it.
    pub(super) bags: i64,
    /// How many it takes.
    pub(super) places: i32,
    /// Since when it works.
    pub(super) began_at: Option<Instant>,
    /// How long its programme takes, seconds.
    pub(super) lasts_seconds: Option<i64>,
}

/// What a product gave today.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HallYield {
    /// The product.
    pub(super) product: ProductCode,
    /// Its name.
    pub(super) product_name: Text,
    /// Bags.
    pub(super) bags: i64,
    /// Together, mL.
    pub(super) volume_ml: i64,
    /// Share of the parents' volume.
    pub(super) percent: Option<i64>,
    /// What is usual.
    pub(super) usual_percent: Option<i64>,
    /// Below which somebody looks.
    pub(super) low_percent: Option<i64>,
    /// It is below.
    pub(super) low: bool,
}

/// What went in and what came out on a day, mL.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HallBalance {
    /// Preparations.
    pub(super) preparations: i64,
    /// Went in.
    pub(super) parent_ml: i64,
    /// Additive that went in.
    pub(super) added_ml: i64,
    /// Weighed too much, within the tolerance.
    pub(super) surplus_ml: i64,
    /// Came out.
    pub(super) children_ml: i64,
    /// Lost.
    pub(super) loss_ml: i64,
    /// Lost of what went in, percent.
    pub(super) loss_percent: Option<i64>,
}

/// The board of the hall.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HallBoard {
    /// The day of yields and balance.
    pub(crate) day: Day,
    /// Whether any plan is made by program here; else everything stands on paper.
    pub(crate) by_program: bool,
    /// The bags, the most urgent first.
    pub(crate) bags: Vec<HallLying>,
    /// More lie in the hall than are shown.
    pub(crate) more: bool,
    /// What waits where.
    pub(crate) queues: Vec<HallQueue>,
    /// What the machines do.
    pub(crate) machines: Vec<HallMachine>,
    /// What products gave.
    pub(crate) yields: Vec<HallYield>,
    /// The balance of the day.
    pub(crate) balance: HallBalance,
    /// Bags whose nearest limit is amber.
    pub(crate) amber: usize,
    /// Bags whose nearest limit is red.
    pub(crate) red: usize,
    /// Bags that wait too long.
    pub(crate) stuck: usize,
    /// Bags that deviated today.
    pub(crate) deviated: i64,
    /// Records of batches that nobody has checked.
    pub(crate) unchecked: i64,
    /// When this was true.
    pub(crate) as_of: Instant,
}

/// A bag that came out of a preparation.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct HallChild {
    /// The bag.
    unit_id: UnitId,
    /// What it is.
    product: ProductCode,
    /// Net volume, mL.
    volume_ml: i32,
}
