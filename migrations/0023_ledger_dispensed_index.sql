-- How much blood the wards used in the last days decides for how many days the stock lasts. Dispensing is one event
-- in a dozen, so its own small index costs the others nothing.
create index event_dispensed on ledger.event (recorded_at) where kind = 'dispensed';
