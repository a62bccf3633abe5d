//! The scan field's answer for units: a label, a donation number, a unit id.

use futures::future::BoxFuture;
use vena_contracts::shown::{UnitRow, UnitText};
use vena_kernel::{
    say,
    text::Text,
    unit_state::{Life, Safety},
};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::Fault,
    module::{Asked, Finder, Hit},
};

use crate::units::db;

/// At most so many hits.
const HITS_MAX: i64 = 10;

/// Finds units. A hospital finds what it has and what is on its way to it.
#[derive(Debug)]
pub(crate) struct Units;

impl Finder for Units {
    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        asked: &'a Asked,
    ) -> BoxFuture<'a, Result<Vec<Hit>, Fault>> {
        Box::pin(async move {
            let Ok(text) = UnitText::read(&asked.text) else { return Ok(Vec::new()) };
            let rows = db::seen(tx, scope, &text, HITS_MAX).await?;
            Ok(rows.into_iter().map(hit).collect())
        })
    }
}

fn hit(row: UnitRow) -> Hit {
    let (number, name) = (row.donation_number, &row.product_name);
    let (zh, en) = (&name.zh, &name.en);
    let group = row.group.map(|group| format!(" {group}")).unwrap_or_default();
    let part = if row.division == Default::default() { String::new() } else { format!(" {}", row.division) };
    Hit {
        kind: "unit".into(),
        id: row.unit_id.to_string(),
        title: say!("{number} {zh}{part}{group}", "{number} {en}{part}{group}"),
        detail: detail(&row),
        path: format!("/units/{}", row.unit_id),
    }
}

fn detail(row: &UnitRow) -> Text {
    let words = |found: Option<Text>, bare: &str| found.unwrap_or_else(|| Text::new(bare, bare));
    let life = words(Life::from_word(&row.life).map(Life::text), &row.life);
    let safety = words(Safety::from_word(&row.safety).map(Safety::text), &row.safety);
    let place = row.site_name.as_deref().unwrap_or(&row.custodian_name);
    let held = if row.holds.is_empty() { Text::new("", "") } else { Text::new(" · 已锁定", " · held") };
    Text::new(
        format!("{} · {}{} · {place}", life.zh, safety.zh, held.zh),
        format!("{} · {}{} · {place}", life.en, safety.en, held.en),
    )
}
