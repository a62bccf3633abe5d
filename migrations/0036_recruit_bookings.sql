-- Places at the chair: where and when blood may be given, who has which place, who waits for one.

create table recruit.collection_site (
    site_id uuid primary key references platform.site,
    org_id uuid not null references platform.org,
    address text not null,
    -- chairs for whole blood, and people who serve them
    beds int not null check (beds between 0 and 200),
    staff int not null check (staff between 0 and 200),
    -- changed with every change of hours, exceptions, stops or machines: who read an older number looks again
    version int not null default 1
);

-- Weekly hours in minutes after midnight on Chinese clocks. Past midnight is the next day's.
create table recruit.opening (
    site_id uuid not null references recruit.collection_site,
    weekday int not null check (weekday between 1 and 7),
    opens_minute int not null check (opens_minute between 0 and 1439),
    closes_minute int not null check (closes_minute between 1 and 1440),
    primary key (site_id, weekday, opens_minute),
    check (opens_minute < closes_minute)
);

-- One day that differs: closed, other hours, another place.
create table recruit.opening_exception (
    site_id uuid not null references recruit.collection_site,
    day date not null,
    kind text not null check (kind in ('closed', 'hours', 'moved')),
    -- pairs of minutes, opening and closing in turn; empty when closed
    minutes int[] not null,
    -- where to, when moved
    place text,
    latitude double precision,
    longitude double precision,
    reason text not null,
    set_at timestamptz not null,
    set_by uuid not null references platform.app_user,
    primary key (site_id, day),
    check ((kind = 'closed') = (cardinality(minutes) = 0)),
    check ((kind = 'moved') = (place is not null))
);

-- Companies, schools and teams: a contact person, places, names later.
create table recruit.booking_group (
    group_id uuid primary key,
    org_id uuid not null references platform.org,
    name text not null,
    contact_name text not null,
    contact_phone_sealed bytea not null,
    site_id uuid not null references recruit.collection_site,
    day date not null,
    places int not null check (places > 0),
    state text not null check (state in ('open', 'cancelled', 'held')),
    made_at timestamptz not null,
    made_by uuid not null references platform.app_user
);
create index booking_group_day on recruit.booking_group (day);

-- A vehicle has no hours of its own: it is where its stops say. A stop of a group is open to that group alone.
create table recruit.stop (
    stop_id uuid primary key,
    site_id uuid not null references recruit.collection_site,
    day date not null,
    opens_minute int not null check (opens_minute between 0 and 1439),
    closes_minute int not null check (closes_minute between 1 and 1440),
    place text not null,
    district text not null,
    latitude double precision,
    longitude double precision,
    beds int not null check (beds between 1 and 200),
    staff int not null check (staff between 0 and 200),
    target int not null default 0 check (target between 0 and 2000),
    group_only boolean not null default false,
    set_at timestamptz not null,
    set_by uuid references platform.app_user,
    check (opens_minute < closes_minute)
);
create index stop_day on recruit.stop (day, site_id);

-- What a house means to achieve on a day, and with how many people, where that differs from its usual staff.
create table recruit.day_plan (
    site_id uuid not null references recruit.collection_site,
    day date not null,
    staff int not null check (staff between 0 and 200),
    target int not null check (target between 0 and 2000),
    primary key (site_id, day)
);

create table recruit.machine (
    machine_id uuid primary key,
    site_id uuid not null references recruit.collection_site,
    name text not null,
    kinds text[] not null,
    retired_at timestamptz
);
create index machine_site on recruit.machine (site_id);

create table recruit.machine_out (
    out_id uuid primary key,
    machine_id uuid not null references recruit.machine,
    from_at timestamptz not null,
    until_at timestamptz not null,
    reason text not null,
    check (from_at < until_at)
);
create index machine_out_time on recruit.machine_out (machine_id, from_at);

-- Whoever gives or takes places of one site and day locks this row first: the database decides who was first.
create table recruit.site_day (
    site_id uuid not null references recruit.collection_site,
    day date not null,
    primary key (site_id, day)
);

create table recruit.booking (
    booking_id uuid primary key,
    code text not null unique,
    org_id uuid not null references platform.org,
    site_id uuid not null references recruit.collection_site,
    day date not null,
    kind text not null check (kind in ('whole_blood', 'apheresis_platelets', 'apheresis_plasma')),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    -- a chair's place of its slot, or a machine; taken once, whatever else goes wrong
    seat int not null,
    machine_id uuid references recruit.machine,
    donor_id uuid references recruit.donor,
    group_id uuid references recruit.booking_group,
    state text not null check (state in ('offered', 'booked', 'arrived', 'fulfilled', 'missed', 'cancelled', 'moved')),
    state_at timestamptz not null,
    source text not null check (source in ('staff', 'donor', 'waiting', 'group')),
    offer_until timestamptz,
    -- what was known when it was booked, for the model of who comes
    shown_before int not null default 0,
    missed_before int not null default 0,
    first_time boolean not null default false,
    confirmed_at timestamptz,
    expected_show double precision,
    booked_at timestamptz not null,
    booked_by uuid references platform.app_user,
    ended_by text check (ended_by in ('donor', 'staff', 'station')),
    ended_reason text,
    replaced_by uuid references recruit.booking,
    donation_id uuid,
    -- the shortest reminder that was dealt with
    reminded_minutes bigint,
    check (ends_at > starts_at),
    check (donor_id is not null or group_id is not null),
    check ((state = 'offered') = (offer_until is not null))
);
create unique index booking_seat on recruit.booking (site_id, starts_at, seat)
    where machine_id is null and state in ('offered', 'booked', 'arrived', 'fulfilled', 'missed');
create unique index booking_machine on recruit.booking (machine_id, starts_at)
    where machine_id is not null and state in ('offered', 'booked', 'arrived', 'fulfilled', 'missed');
-- one open booking for a donor
create unique index booking_open on recruit.booking (donor_id) where state = 'booked' and donor_id is not null;
create index booking_day on recruit.booking (site_id, day, starts_at);
create index booking_donor on recruit.booking (donor_id, starts_at);
create index booking_group_of on recruit.booking (group_id) where group_id is not null;
create index booking_running on recruit.booking (ends_at) where state in ('offered', 'booked');

create table recruit.waiting (
    waiting_id uuid primary key,
    donor_id uuid not null references recruit.donor,
    site_id uuid not null references recruit.collection_site,
    kind text not null check (kind in ('whole_blood', 'apheresis_platelets', 'apheresis_plasma')),
    from_day date not null,
    until_day date not null,
    state text not null check (state in ('waiting', 'offered', 'taken', 'left', 'over')),
    since timestamptz not null,
    booking_id uuid references recruit.booking,
    -- how often an offer went by without an answer
    offers int not null default 0,
    check (from_day <= until_day)
);
create unique index waiting_once on recruit.waiting (donor_id, site_id, kind) where state in ('waiting', 'offered');
create index waiting_queue on recruit.waiting (site_id, kind, since) where state = 'waiting';

-- The model of who comes, one row for each fit.
create table recruit.show_model (
    fitted_at timestamptz primary key,
    outcomes int not null,
    weights double precision[] not null,
    brier double precision not null,
    base_brier double precision not null,
    -- by tenths of the expected share: how many, how many were expected to come, how many came
    calibration jsonb not null
);

-- Where the people of the city live: for the circle of half an hour around the houses.
create table recruit.area (
    area_id int primary key,
    district text not null,
    district_en text not null,
    latitude double precision not null,
    longitude double precision not null,
    people int not null check (people >= 0)
);

-- A booking with the names around it.
create view recruit.v_booking as
select b.booking_id, b.code, b.org_id, b.site_id, s.name as site_name, s.name_en as site_name_en, b.day, b.kind, b.starts_at,
    b.ends_at, b.seat, b.machine_id, m.name as machine_name, b.donor_id, d.name as donor_name, b.group_id, g.name as group_name,
    b.state, b.state_at, b.source, b.offer_until, b.shown_before, b.missed_before, b.first_time, b.confirmed_at, b.expected_show,
    b.booked_at, b.ended_reason, b.replaced_by, b.donation_id
from recruit.booking b
join platform.v_site s using (site_id)
left join recruit.machine m on m.machine_id = b.machine_id
left join recruit.donor d on d.donor_id = b.donor_id
left join recruit.booking_group g on g.group_id = b.group_id;
