//! What other scenes may ask about a person's visits: when, where, and how they ended. Why somebody may not give is not said.

mod db;

use vena_contracts::{
    Answer,
    collect::{DonorVisit, DonorVisits},
};
use vena_kernel::id::DonorId;
use vena_platform::{auth::Scope, db::Tx};

/// Reads visits for others.
pub(crate) struct Visited;

impl DonorVisits for Visited {
    fn visits<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donors: &'a [DonorId],
        limit: i64,
    ) -> Answer<'a, Vec<DonorVisit>> {
        Box::pin(async move {
            let rows = db::visits(tx, scope, donors, limit).await?;
            Ok(rows.into_iter().map(db::VisitRow::shown).collect())
        })
    }
}
