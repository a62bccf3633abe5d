//! Donors in the scan field: by the beginning of a name, or by exactly a phone or document number.

use futures::future::BoxFuture;
use vena_kernel::{masking::mask_name, say};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::Fault,
    module::{Asked, Finder, Hit},
    vault::Vault,
};

use crate::donors::{DonorSearch, Search, age_words, db};

/// How many donors the scan field shows.
const HITS_MAX: i64 = 10;

pub(crate) struct DonorFinder {
    vault: Vault,
}

impl DonorFinder {
    pub(crate) fn new(vault: Vault) -> Self {
        Self { vault }
    }
}

impl Finder for DonorFinder {
    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        asked: &'a Asked,
    ) -> BoxFuture<'a, Result<Vec<Hit>, Fault>> {
        Box::pin(async move {
            let search = Search::read(&asked.text, &self.vault);
            if !scope.may(DonorSearch::INFO.name) || search == Search::All {
                return Ok(Vec::new());
            }
            let now = tx.now();
            let records = db::search(tx, scope, &search, None, HITS_MAX).await?;
            Ok(records
                .iter()
                .map(|record| {
                    let name = mask_name(&record.name);
                    Hit {
                        kind: "donor".to_owned(),
                        id: record.donor_id.to_string(),
                        title: say!("献血者 {name}", "Donor {name}"),
                        detail: age_words(record, now),
                        path: format!("/recruit/donors/{}", record.donor_id),
                    }
                })
                .collect())
        })
    }
}
