-- What a donor with a reservation has answered at home. Kept sealed as a whole until the visit takes it over or it is too old.
create table collect.home_inquiry (
    booking_id uuid primary key,
    donor_id uuid not null,
    version text not null,
    answers_sealed bytea not null,
    answered_at timestamptz not null
);
