-- Events of the last days are asked for by supervision. Events arrive in the order of their record time, so a block
-- range index finds them and costs an append next to nothing.
create index event_recorded on ledger.event using brin (recorded_at);

-- What was drawn from the arm, by donation: a bag of components knows its own volume, but 单位 are counted by the donation.
create view ledger.v_drawn as
select u.donation_number, u.unit_id, (e.body::jsonb #>> '{event,fact,volume_ml}')::int as drawn_ml
from ledger.unit u join ledger.event e on e.unit_id = u.unit_id and e.version = 1
where e.kind = 'collected';
