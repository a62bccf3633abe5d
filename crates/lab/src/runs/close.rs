//! Closing a run: its controls decide whether it is valid, and what it has given goes into the reports.

use std::collections::HashMap;

use vena_kernel::{donation_number::DonationNumber, id::RunId, say, text::Text};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::Fault,
    http::Path,
};

use super::{
    RunClose,
    cells::{Cell, cell},
    db::{self, Given, SampleRecord},
    http,
    rules::RunState,
    validity::{self, Validity},
    view::{LabRun, Loaded},
};
use crate::donations::db::{self as donations, Head};

/// Closes a run of which everything was read: valid or void, as its controls say. Refuses by `run.closed`, `run.unread` and
/// `run.differs`.
#[utoipa::path(post, path = "/api/lab/runs/{id}/close", tag = "lab", operation_id = "lab.run.close",
    params(("id" = RunId, Path)), responses((status = 200, body = LabRun), (status = 404), (status = 409)))]
pub(super) async fn close(auth: Allowed<RunClose>, Path(id): Path<RunId>) -> Result<Answer<LabRun>, Fault> {
    let mut tx = auth.write().await?;
    let loaded = http::locked(&mut tx, &auth.scope, id).await?;
    loaded.may_close()?;
    let validity = loaded.validity();
    let state = if validity.valid { RunState::Accepted } else { RunState::Void };
    let why = (!validity.valid).then(|| failed(&validity));
    if validity.valid {
        give(&mut tx, &auth.scope, &loaded, &validity).await?;
    }
    let end = db::End { state, validity: Some(&validity), why: why.as_deref() };
    db::end(&mut tx, &auth.scope, id, &end).await?;
    let shown = http::changed(&mut tx, &auth.scope, id).await?;
    tx.ok(shown).await
}

/// Why the controls make a run void.
fn failed(validity: &Validity) -> String {
    let told = |why: &Text| why.zh.clone();
    let lines: Vec<String> = validity.controls.iter().filter_map(|line| line.why.as_ref().map(told)).collect();
    if lines.is_empty() { "临界值无效".to_owned() } else { lines.join("；") }
}

/// Writes what a valid run has given into reports that nobody has signed yet; of every other test it keeps why nothing came of
/// it, and the test is due again.
async fn give(tx: &mut Tx, scope: &Scope, loaded: &Loaded, validity: &Validity) -> Result<(), Fault> {
    let mut numbers: Vec<DonationNumber> = loaded.samples.iter().map(|sample| sample.donation_number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let heads: HashMap<DonationNumber, Head> =
        donations::locked_all(tx, &numbers).await?.into_iter().map(|head| (head.donation_number, head)).collect();
    let mut given = Vec::new();
    for sample in &loaded.samples {
        match outcome(loaded, validity, &heads, sample) {
            Ok(one) => given.push(one),
            Err(why) => db::refuse(tx, loaded.run.run_id, sample, &why).await?,
        }
    }
    let fresh = |number: &&DonationNumber| {
        heads.get(number).is_some_and(|head| head.version == 0)
            && given.iter().any(|one| one.sample.donation_number == **number)
    };
    for number in numbers.iter().filter(fresh) {
        donations::open_first(tx, scope, *number).await?;
    }
    db::give(tx, scope, &loaded.run, &given).await?;
    tx.announce("results", None).await
}

/// The result of a test, or why there is none.
fn outcome(
    loaded: &Loaded,
    validity: &Validity,
    heads: &HashMap<DonationNumber, Head>,
    sample: &SampleRecord,
) -> Result<Given, Text> {
    let signed = heads.get(&sample.donation_number).is_none_or(|head| !head.state.is_unsigned());
    if signed {
        return Err(say!(
            "报告已签名，结果未写入；如需更正请说明原因",
            "the report is signed: what was read is not added to it"
        ));
    }
    let known = cell(&loaded.entries(sample.position, &sample.marker));
    let Cell::Read(raw) = known else { return Err(say!("未读数", "not read")) };
    let value = validity::meaning(&raw, &sample.marker, validity)
        .ok_or_else(|| say!("该孔无效，须重新检测", "nothing could be read: the sample is tested again"))?;
    let together = |other: &&SampleRecord| (other.position, &other.marker) == (sample.position, &sample.marker);
    let pooled = loaded.samples.iter().filter(together).count() > 1;
    Ok(Given { sample: sample.clone(), value, pooled, combined: loaded.kit.assay.combined })
}
