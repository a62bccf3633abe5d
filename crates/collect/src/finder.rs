//! Donations in the scan field, by their number.

use futures::future::BoxFuture;
use vena_kernel::say;
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::Fault,
    module::{Asked, Finder, Hit},
};

use crate::{
    binding,
    donations::{DonationView, db},
};

pub(crate) struct Donations;

impl Finder for Donations {
    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        asked: &'a Asked,
    ) -> BoxFuture<'a, Result<Vec<Hit>, Fault>> {
        Box::pin(async move {
            let Ok(number) = binding::number_of(&asked.text) else { return Ok(Vec::new()) };
            if !scope.may(DonationView::INFO.name) {
                return Ok(Vec::new());
            }
            let found = db::by_number(tx, scope, number).await?;
            Ok(found
                .into_iter()
                .map(|record| {
                    let ((zh, en), site) = (record.state.words(), &record.site_name);
                    Hit {
                        kind: "donation".to_owned(),
                        id: record.donation_id.to_string(),
                        title: say!("献血 {number}", "Donation {number}"),
                        detail: say!("{zh}，{site}", "{en}, {site}"),
                        path: format!("/collect/donations/{}", record.donation_id),
                    }
                })
                .collect())
        })
    }
}
