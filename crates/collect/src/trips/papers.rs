//! The report of a vehicle's day (采血车外采日报) as a document: filled in from what came back; crew and station sign it.
//!
//! Who may: `collect.trip.view`. It can be drawn up once everything has come back and everybody is settled.

use futures::future::BoxFuture;
use serde_json::{Value, json};
use vena_contracts::{Answer, records::DocumentSubject};
use vena_kernel::{
    id::{TripId, UnitId},
    say,
    text::Text,
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    documents::PaperSource,
    fault::{Fault, Problem},
};
use vena_trip::{package::Duty, seal};

use super::{
    TripView,
    db::{self, CaseRecord, TripRecord},
    rules::{self, TripDecision},
};

/// How many cases stand on the paper.
const CASES_MAX: i64 = 200;

/// Fills in reports of trips.
pub(crate) struct Reports;

impl PaperSource for Reports {
    fn form(&self) -> &'static str {
        "trip-report"
    }

    fn subject(&self) -> &'static str {
        "trip"
    }

    fn fill<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, id: &'a str) -> BoxFuture<'a, Result<Value, Fault>> {
        Box::pin(async move {
            if !scope.may(TripView::INFO.name) {
                return Err(Problem::forbidden(TripView::INFO.name).into());
            }
            let unknown = || Problem::not_found("trip", id);
            let trip: TripId = id.parse().map_err(|_| unknown())?;
            let record = db::record(tx, scope, trip).await?.ok_or_else(unknown)?;
            let secret = db::trip(tx, scope, trip).await?.ok_or_else(unknown)?;
            rules::may_report(record.vehicle_closed_at.is_some(), record.waiting)?;
            let crew = db::crew(tx, trip).await?;
            let people: Vec<String> =
                crew.into_iter().map(|member| named(&member.name, member.duty.into(), scope)).collect();
            let wanted = db::Wanted { trip: Some(trip), open: false, after: None, limit: CASES_MAX };
            let cases = db::cases(tx, scope, &wanted).await?;
            let sums = db::sums(tx, trip).await?;
            let digest = seal::hex(&secret.digest);
            Ok(report(&record, &people.join("、"), (sums, &digest[..digest.len().min(16)]), &cases, scope))
        })
    }
}

fn named(name: &str, duty: Duty, scope: &Scope) -> String {
    let duty = match duty {
        Duty::Physician => say!("医师", "physician"),
        Duty::Nurse => say!("护士", "nurse"),
    };
    format!("{name}（{}）", duty.get(scope.lang))
}

/// The fields of the form.
fn report(
    trip: &TripRecord,
    people: &str,
    ((volume_ml, reactions), digest): ((i64, i64), &str),
    cases: &[CaseRecord],
    scope: &Scope,
) -> Value {
    let rows: Vec<Value> = cases.iter().map(|case| row(case, scope)).collect();
    let mut fields = json!({
        "vehicle": trip.site_name,
        "day": trip.day,
        "people": people,
        "expected": trip.expected,
        "visits": trip.visits,
        "collected": trip.ended,
        "volume_ml": volume_ml,
        "tubes": trip.tubes,
        "refused": trip.refused,
        "failed": trip.failed,
        "gone": trip.gone,
        "reactions": reactions,
        "numbers": trip.numbers,
        "numbers_used": trip.numbers_used,
        "numbers_void": trip.numbers_void,
        "entries": trip.counter,
        "digest": digest,
        "rows": rows,
    });
    let optional = [
        ("package_made_at", json!(trip.package_made_at)),
        ("vehicle_closed_at", json!(trip.vehicle_closed_at)),
        ("last_contact_at", json!(trip.last_contact_at)),
        ("first_number", json!(trip.first_number.as_deref().map(shown))),
        ("last_number", json!(trip.last_number.as_deref().map(shown))),
    ];
    for (name, value) in optional.into_iter().filter(|(_, value)| !value.is_null()) {
        fields[name] = value;
    }
    fields
}

/// A number as people read it.
fn shown(number: &str) -> String {
    number
        .parse()
        .map_or_else(|_| number.to_owned(), |number: vena_kernel::donation_number::DonationNumber| number.to_string())
}

fn row(case: &CaseRecord, scope: &Scope) -> Value {
    let reason = Text::new(case.reason_zh.clone(), case.reason_en.clone());
    let state = match (case.closed_at, case.proposed) {
        (None, _) => say!("待处理", "open"),
        (Some(_), Some(TripDecision::Lift)) => say!("解除锁定", "hold lifted"),
        (Some(_), Some(TripDecision::Discard)) => say!("报废", "discarded"),
        (Some(_), Some(TripDecision::Renumber)) => say!("换编号登记", "another number"),
        (Some(_), _) => say!("保持锁定", "kept held"),
    };
    let mut fields = json!({ "reason": reason.get(scope.lang), "state": state.get(scope.lang) });
    if let Some(number) = case.donation_number {
        fields["number"] = json!(number.to_string());
    }
    fields
}

/// Knows which units a trip brought.
pub(crate) struct Trips;

impl DocumentSubject for Trips {
    fn kind(&self) -> &'static str {
        "trip"
    }

    fn units<'a>(&'a self, tx: &'a mut Tx, id: &'a str) -> Answer<'a, Vec<UnitId>> {
        Box::pin(async move {
            let Ok(id) = id.parse() else { return Ok(Vec::new()) };
            db::units(tx, id).await
        })
    }
}
