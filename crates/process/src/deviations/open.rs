//! Opening a deviation: by a rule of any feature of this scene, or by a person.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Day,
    id::{DeviationId, UnitId},
    text::Text,
    zone,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{db, rules};
use crate::quality::book::quality;

/// Who or what found a deviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = DeviationOrigin)]
pub(crate) enum Origin {
    /// A month of quality control out of control.
    QualityControl,
    /// A room that was not as clean as it has to be.
    Environment,
    /// A step at a machine of the hall.
    Equipment,
    /// A person.
    Person,
}

/// What a new deviation says.
#[derive(Debug)]
pub(crate) struct NewDeviation {
    /// Who or what found it.
    pub(crate) origin: Origin,
    /// What a rule has found: the same is opened once.
    pub(crate) key: Option<String>,
    /// In one sentence.
    pub(crate) title: Text,
    /// The units that it concerns.
    pub(crate) units: Vec<UnitId>,
    /// The lots that it concerns.
    pub(crate) lots: Vec<String>,
    /// Where.
    pub(crate) place: Option<String>,
}

/// Opens a deviation; none when a rule has opened this one before.
pub(crate) async fn open(tx: &mut Tx, scope: &Scope, new: NewDeviation) -> Result<Option<DeviationId>, Fault> {
    let today = tx.now().day_in(&zone::china());
    let due_on = quality().deviation(today).map_or(today, |rule| rules::due_on(today, rule.close_days));
    let id = DeviationId::from_uuid(tx.new_id());
    let opened = db::insert(tx, scope, id, &new, (i32::from(today.date().year()), due_on)).await?;
    if opened {
        tx.announce("deviations", None).await?;
    }
    Ok(opened.then_some(id))
}

/// Whether a case is late on `today`.
pub(super) fn late(due_on: &str, today: Day) -> bool {
    due_on.parse::<Day>().is_ok_and(|due| due < today)
}
