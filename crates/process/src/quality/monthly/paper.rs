//! The report (血液成分质量控制报告) as a document, and what it is about.

use futures::future::BoxFuture;
use serde_json::Value;
use vena_contracts::{Answer, records::DocumentSubject};
use vena_kernel::id::UnitId;
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    documents::PaperSource,
    fault::{Fault, Problem},
};

use super::{
    MonthReport, db,
    http::load,
    rules::{self, Facts, MonthOf},
};

/// Fills in reports of quality control.
pub(crate) struct Reports;

impl PaperSource for Reports {
    fn form(&self) -> &'static str {
        "qc-report"
    }

    fn subject(&self) -> &'static str {
        "quality_month"
    }

    fn fill<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, id: &'a str) -> BoxFuture<'a, Result<Value, Fault>> {
        Box::pin(async move {
            if !scope.may(MonthReport::INFO.name) {
                return Err(Problem::forbidden(MonthReport::INFO.name).into());
            }
            let of: MonthOf = id.parse().map_err(|()| Problem::not_found("quality_month", id))?;
            let seen = load(tx, scope, of).await?;
            rules::may_report(seen.month)?;
            Ok(rules::report(&Facts {
                of,
                made: seen.product.made,
                standing: seen.product.state,
                concluded: seen.conclusion.as_ref().map(|one| one.reason.as_str()),
                indicators: &seen.indicators,
                values: &seen.values,
                lang: scope.lang,
            }))
        })
    }
}

/// A month is about the units that were sampled.
pub(crate) struct Months;

impl DocumentSubject for Months {
    fn kind(&self) -> &'static str {
        "quality_month"
    }

    fn units<'a>(&'a self, tx: &'a mut Tx, id: &'a str) -> Answer<'a, Vec<UnitId>> {
        Box::pin(async move {
            let Ok(MonthOf { product, month }) = id.parse() else { return Ok(Vec::new()) };
            db::units(tx, (product, month)).await
        })
    }
}
