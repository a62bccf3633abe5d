-- How much blood the wards used in the last days decides for how many days the stock lasts. These events are one in a
-- dozen, so their own small index costs the others nothing.
create index event_dispensed on ledger.event (recorded_at) where kind in ('dispensed', 'returned');
