//! The quality trace report (血液质量追溯报告) as a document: filled in from the ledger, with the seal over it.
//!
//! Who may: `govern.trace.view`; a hospital for units that are, were or will be its own. Never a marker's value, a donor or
//! a patient. What the temperatures were and what follows from all of it, people say.

mod rules;

use futures::future::BoxFuture;
use serde_json::Value;
use vena_contracts::{Answer, records::DocumentSubject};
use vena_kernel::id::UnitId;
use vena_ledger::{Sight, trace};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    documents::PaperSource,
    fault::{Fault, Problem},
};

use crate::traces::{TraceReportView, opened};

/// Fills in trace reports.
pub(crate) struct Reports;

impl PaperSource for Reports {
    fn form(&self) -> &'static str {
        "trace-report"
    }

    fn subject(&self) -> &'static str {
        "unit"
    }

    fn fill<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, id: &'a str) -> BoxFuture<'a, Result<Value, Fault>> {
        Box::pin(async move {
            if !scope.may(TraceReportView::INFO.name) {
                return Err(Problem::forbidden(TraceReportView::INFO.name).into());
            }
            let unit: UnitId = id.parse().map_err(|_| Problem::not_found("unit", id))?;
            let found = trace(tx, Sight::from(scope), &unit.to_string()).await?;
            let checkpoint = opened(tx, found.checkpoint.as_deref()).await?;
            Ok(rules::report(&found, unit, checkpoint.as_ref(), scope.lang)?)
        })
    }
}

/// A unit is about itself.
pub(crate) struct Units;

impl DocumentSubject for Units {
    fn kind(&self) -> &'static str {
        "unit"
    }

    fn units<'a>(&'a self, _: &'a mut Tx, id: &'a str) -> Answer<'a, Vec<UnitId>> {
        Box::pin(async move { Ok(id.parse().into_iter().collect()) })
    }
}
