-- Reactions that were written down on a vehicle: each becomes one case of a reaction, however often the day is sent.
create table collect.trip_reaction (
    trip_id uuid not null references collect.trip,
    entry_id uuid not null,
    visit_id uuid not null,
    -- nobody was registered for whoever left before the needle
    reaction_id uuid references collect.reaction,
    primary key (trip_id, entry_id)
);
