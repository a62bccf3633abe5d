//! A reactive donation: the laboratory has held everything already; here the case begins that follows it.

use vena_contracts::lab::LookBackOpened;
use vena_kernel::id::RecallId;
use vena_platform::{db::Tx, fault::Fault, outbox::Subscription};

use super::{
    about::{About, Cause},
    book,
    db::{self, NewCase},
    open::found,
    reach::Reached,
};

/// Said of a case that opens by itself. For what the donation is reactive stays in the laboratory.
const REASON: &str = "检出反应性，对同一献血者的其他献血进行回溯";

pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![Subscription::new::<LookBackOpened>("govern.open_recall", |tx, event, _| Box::pin(opened(tx, event)))]
}

async fn opened(tx: &mut Tx, event: LookBackOpened) -> Result<(), Fault> {
    if event.others.is_empty() || db::opened_for(tx, event.reactive).await? {
        return Ok(());
    }
    let until = book::until(tx.now())?;
    let mut reached: Reached = event.others.iter().map(|number| (*number, false)).collect();
    reached.insert(event.reactive, true);
    let found = found(tx, &reached).await?;
    let about = About::Donations { numbers: vec![event.reactive], same_donor: true };
    let case = NewCase {
        id: RecallId::from_uuid(tx.new_id()),
        org: event.org_id,
        by: event.opened_by,
        cause: Cause::Reactive,
        about: &about,
        reason: REASON,
        drill: false,
        until,
    };
    db::insert(tx, &case, &reached, &found).await?;
    tx.announce("recalls", None).await
}
