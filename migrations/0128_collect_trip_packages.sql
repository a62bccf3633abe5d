-- Every day package that was made, and who of the crew held the permission to decide then: a decision on the vehicle counts
-- when the one who made it was among them.
create table collect.trip_package (
    trip_id uuid not null references collect.trip,
    made_at timestamptz not null,
    deciders uuid[] not null,
    primary key (trip_id, made_at)
);
