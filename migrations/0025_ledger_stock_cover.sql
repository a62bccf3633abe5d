-- The stock of a city is counted from the index alone: the units on its shelves lie among those of years, and reading each
-- from the table cost a hundred times as much. Of these columns only `safety` changes on its own, when a unit is rejected; the
-- others are in some index already, so appends pay next to nothing.
drop index ledger.unit_stock;
create index unit_stock on ledger.unit (custodian, product, blood_group, expires_at)
    include (safety, hold_count, promise, promise_until, volume_ml)
    where life = 'stock';
