-- Days whose list a vehicle has taken along: nobody counts as missed before it is back and has told of everybody.
create table recruit.day_away (
    site_id uuid not null references recruit.collection_site,
    day date not null,
    since timestamptz not null,
    primary key (site_id, day)
);
