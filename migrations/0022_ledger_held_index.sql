-- Held units are few among millions and are looked at every day.
create index unit_held on ledger.unit (unit_id) where hold_count > 0;
