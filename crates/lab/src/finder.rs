//! Donations of the laboratory in the scan field, by their number.

use futures::future::BoxFuture;
use vena_contracts::shown::UnitText;
use vena_kernel::say;
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::Fault,
    module::{Asked, Finder, Hit},
};

use crate::donations::{DonationView, db, hidden_from};

/// The finder of samples.
pub(crate) struct Samples;

impl Finder for Samples {
    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        asked: &'a Asked,
    ) -> BoxFuture<'a, Result<Vec<Hit>, Fault>> {
        Box::pin(async move {
            let Ok(UnitText { number: Some(number), .. }) = UnitText::read(&asked.text) else { return Ok(Vec::new()) };
            if !scope.may(DonationView::INFO.name) || hidden_from(scope) {
                return Ok(Vec::new());
            }
            Ok(db::head(tx, number).await?.into_iter().map(hit).collect())
        })
    }
}

fn hit(head: db::Head) -> Hit {
    let (number, (zh, en)) = (head.donation_number, head.state.words());
    Hit {
        kind: "lab_donation".to_owned(),
        id: number.as_str().to_owned(),
        title: say!("检验 {number}", "Tests of {number}"),
        detail: say!("{zh}", "{en}"),
        path: format!("/lab/donations/{}", number.as_str()),
    }
}
