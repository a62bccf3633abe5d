-- What a donor on a vehicle has read and agreed to, beside the visit of the trip.
alter table collect.trip_visit
    add column consent_version text,
    add column consent_choices jsonb;
