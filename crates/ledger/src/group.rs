//! Group commit: appends that stand on their own, from many tasks, share transactions. Each is still answered for itself.
//!
//! No timer: a transaction takes whatever has queued while the one before was being written, so a lone append waits for
//! nobody and a crowd pays for one commit.

use tokio::sync::{mpsc, oneshot};
use vena_kernel::unit_state::UnitEvent;
use vena_platform::{db::Db, fault::Fault};

use crate::append::{BATCH_EVENTS_MAX, Outcome, append};

/// How often a lone append is run again after a collision.
const TRIES: usize = 5;

struct Ticket {
    events: Vec<UnitEvent>,
    reply: oneshot::Sender<Result<Vec<Outcome>, Fault>>,
}

/// A handle on the group committer of this process; clones share it. It ends when the last handle is dropped.
#[derive(Debug, Clone)]
pub struct GroupCommitter {
    queue: mpsc::Sender<Ticket>,
}

impl GroupCommitter {
    /// Starts the committer. At most `waiting_max` appends wait (more callers wait for a place), and at most
    /// `together_max` share a transaction.
    pub fn start(db: Db, waiting_max: usize, together_max: usize) -> Self {
        let (queue, tickets) = mpsc::channel(waiting_max.max(1));
        tokio::spawn(serve(db, tickets, together_max.max(1)));
        Self { queue }
    }

    /// Appends the events in a transaction of their own or together with others' and comes back when they are committed.
    ///
    /// # Errors
    /// As [`append`]. After an error it is unknown whether the events stand; telling them again is harmless.
    pub async fn append(&self, events: Vec<UnitEvent>) -> Result<Vec<Outcome>, Fault> {
        let (reply, answer) = oneshot::channel();
        let gone = || Fault::Internal(anyhow::anyhow!("the group committer has stopped"));
        self.queue.send(Ticket { events, reply }).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

async fn serve(db: Db, mut tickets: mpsc::Receiver<Ticket>, together_max: usize) {
    let mut waiting = Vec::with_capacity(together_max);
    while tickets.recv_many(&mut waiting, together_max).await > 0 {
        while !waiting.is_empty() {
            let batch: Vec<Ticket> = waiting.drain(..batch_len(&waiting)).collect();
            commit_together(&db, batch).await;
        }
    }
}

/// How many tickets from the front fit into one call of [`append`]; at least one.
fn batch_len(tickets: &[Ticket]) -> usize {
    let mut events = 0;
    let fitting = tickets.iter().take_while(|ticket| {
        events += ticket.events.len();
        events <= BATCH_EVENTS_MAX
    });
    fitting.count().max(1)
}

async fn commit_together(db: &Db, batch: Vec<Ticket>) {
    let events: Vec<UnitEvent> = batch.iter().flat_map(|ticket| ticket.events.iter().cloned()).collect();
    match commit(db, &events).await {
        Ok(outcomes) => {
            let mut outcomes = outcomes.into_iter();
            for ticket in batch {
                // Nobody waiting any more is not a fault: the events stand.
                let _ = ticket.reply.send(Ok(outcomes.by_ref().take(ticket.events.len()).collect()));
            }
        }
        Err(_) => {
            // One of them spoils it for all: each alone gets its own answer.
            for ticket in batch {
                let _ = ticket.reply.send(commit_alone(db, &ticket.events).await);
            }
        }
    }
}

async fn commit(db: &Db, events: &[UnitEvent]) -> Result<Vec<Outcome>, Fault> {
    let mut tx = db.begin().await?;
    let outcomes = append(&mut tx, events).await?;
    tx.commit().await?;
    Ok(outcomes)
}

/// Runs an append in its own transaction, again after a collision, a bounded number of times.
pub(crate) async fn commit_alone(db: &Db, events: &[UnitEvent]) -> Result<Vec<Outcome>, Fault> {
    for _ in 1..TRIES {
        match commit(db, events).await {
            Err(Fault::Retry(_)) => {}
            answer => return answer,
        }
    }
    commit(db, events).await
}
