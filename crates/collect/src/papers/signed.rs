//! What is signed before the needle, at sites that sign on screen.

use std::sync::Arc;

use axum::Extension;
use vena_contracts::records::SignedPapers;
use vena_kernel::{
    clock::Day,
    id::{DonationId, SiteId},
    refusal::Refusal,
    say,
};
use vena_platform::{db::Tx, fault::Fault};

use crate::visits;

/// The port that knows what is signed, as handlers reach it.
pub(crate) type Signed = Extension<Arc<dyn SignedPapers>>;

/// Refuses by `donation.unsigned` a needle before the papers are signed that the rulebook names, where they are signed on
/// screen.
pub(crate) async fn signed_or_refuse(
    tx: &mut Tx,
    signed: &Signed,
    (donation, site): (DonationId, SiteId),
    on: Day,
) -> Result<(), Fault> {
    let forms = visits::signed_before_needle(tx, site, on).await?;
    if forms.is_empty() {
        return Ok(());
    }
    let complete = signed.signed(tx, ("donation", &donation.to_string()), forms).await?;
    Ok(all_signed(forms, &complete)?)
}

/// Whether every form of `asked` is among `complete`.
fn all_signed(asked: &[String], complete: &[String]) -> Result<(), Refusal> {
    let Some(missing) = asked.iter().find(|form| !complete.contains(form)) else { return Ok(()) };
    let (zh, en) = match missing.as_str() {
        "informed-consent" => ("献血知情同意书", "the informed consent"),
        "health-check" => ("献血者健康检查表", "the health check"),
        "donor-registration" => ("无偿献血登记表", "the registration"),
        other => (other, other),
    };
    let reason = say!(
        "进针前须签署完成《{zh}》（GB 18467-2011 知情同意）",
        "{en} must be signed by everybody whom it names before the needle goes in (GB 18467-2011)"
    );
    Err(Refusal::new("donation.unsigned", reason))
}

#[cfg(test)]
mod tests {
    use super::all_signed;

    #[test]
    fn a_needle_waits_for_every_paper_that_is_asked_for() {
        let list = |words: &str| words.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let table = [
            ("", "", "yes"),
            ("informed-consent", "", "donation.unsigned"),
            ("informed-consent", "health-check", "donation.unsigned"),
            ("informed-consent", "informed-consent", "yes"),
            ("informed-consent health-check", "informed-consent", "donation.unsigned"),
            ("informed-consent health-check", "health-check informed-consent", "yes"),
        ];
        for (asked, complete, outcome) in table {
            let found = all_signed(&list(asked), &list(complete));
            assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "yes".into()), outcome, "{asked} | {complete}");
        }
    }
}
