//! Donors in the scan field: by any part of a name or pinyin, a phone, a document, a donation or a donor's card.

use futures::future::BoxFuture;
use vena_kernel::{masking::mask_name, say};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::Fault,
    module::{Asked, Finder, Hit},
    vault::Vault,
};

use crate::donors::{DonorSearch, Search, age_words, search};

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
            let found = search::find(tx, scope, &self.vault, &search, (None, HITS_MAX)).await?;
            Ok(found
                .iter()
                .map(|found| {
                    let record = &found.record;
                    let name = mask_name(&record.name);
                    Hit {
                        kind: "donor".to_owned(),
                        id: record.person_id.to_string(),
                        title: say!("献血者 {name}", "Donor {name}"),
                        detail: age_words(record, now),
                        path: format!("/recruit/donors/{}", record.person_id),
                    }
                })
                .collect())
        })
    }
}
