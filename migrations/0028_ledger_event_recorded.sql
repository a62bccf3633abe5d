-- Events of the last days are asked for by supervision. Events arrive in the order of their record time, so a block
-- range index finds them and costs an append next to nothing.
create index event_recorded on ledger.event using brin (recorded_at);
