-- Trips of vehicles: what they took along, what came back, what a person has to decide.
create table collect.trip_signing (
    -- one key of the installation; sealed by the vault
    one boolean primary key default true check (one),
    secret_sealed bytea not null,
    public_key bytea not null
);

create table collect.trip (
    trip_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    day date not null,
    expected int not null check (expected > 0),
    created_at timestamptz not null,
    created_by uuid not null references platform.app_user,
    -- the code, the keys of hashes and journal, the secret half of the pair: sealed by the vault
    code_sealed bytea not null,
    identity_key_sealed bytea not null,
    journal_key_sealed bytea not null,
    secret_sealed bytea not null,
    public_key bytea not null,
    package_made_at timestamptz,
    package_bytes int,
    -- what has come back: the last place without a gap, its digest, from where the chain does not hold
    counter bigint not null default 0,
    digest bytea not null,
    broken_from bigint,
    last_contact_at timestamptz,
    clock_off_ms bigint,
    waiting int not null default 0,
    vehicle_closed_at timestamptz,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    constraint trip_day unique (site_id, day),
    check ((closed_at is null) = (closed_by is null))
);
create index trip_list on collect.trip (day desc, trip_id desc);

create table collect.trip_crew (
    trip_id uuid not null references collect.trip,
    user_id uuid not null references platform.app_user,
    duty text not null check (duty in ('physician', 'nurse')),
    -- good for this trip only
    pin text,
    primary key (trip_id, user_id)
);

-- Numbers that belong to one trip and nobody else.
create table collect.trip_number (
    donation_number text primary key,
    trip_id uuid not null references collect.trip,
    state text not null check (state in ('reserved', 'used', 'void')),
    why text
);
create index trip_number_trip on collect.trip_number (trip_id, donation_number);

-- The journal as it came: sealed, never changed.
create table collect.trip_entry (
    trip_id uuid not null references collect.trip,
    counter bigint not null check (counter > 0),
    sealed bytea not null,
    digest bytea not null,
    received_at timestamptz not null,
    primary key (trip_id, counter)
);

-- People whose day on the vehicle is settled: each exactly once.
create table collect.trip_visit (
    trip_id uuid not null references collect.trip,
    visit_id uuid not null,
    stage text not null check (stage in ('refused', 'ended', 'left', 'failed')),
    donor_id uuid,
    donation_id uuid references collect.donation,
    donation_number text,
    settled_at timestamptz not null,
    primary key (trip_id, visit_id)
);

create table collect.trip_case (
    case_id uuid primary key,
    trip_id uuid not null references collect.trip,
    visit_id uuid,
    kind text not null,
    reason_zh text not null,
    reason_en text not null,
    donation_id uuid references collect.donation,
    unit_id uuid references ledger.unit,
    -- the hold that this case opened, or shares with the other cases of the unit
    hold_id uuid,
    opened_at timestamptz not null,
    proposed text check (proposed in ('lift', 'discard', 'keep', 'renumber')),
    proposed_reason text,
    proposed_number text,
    proposed_at timestamptz,
    proposed_by uuid references platform.app_user,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    check ((proposed is null) = (proposed_by is null) and (proposed is null) = (proposed_reason is null)),
    check ((closed_at is null) = (closed_by is null)),
    check (closed_at is null or proposed is not null)
);
-- a conflict is told once, however often the day is sent
create unique index trip_case_once on collect.trip_case (trip_id, coalesce(visit_id, trip_id), kind);
create index trip_case_list on collect.trip_case (opened_at desc, case_id desc);
create index trip_case_unit on collect.trip_case (unit_id) where unit_id is not null;

create view collect.v_trip as
select t.trip_id, t.org_id, t.site_id, s.name as site_name, t.day, t.expected, t.created_at, c.display_name as created_by_name,
    t.package_made_at, t.package_bytes, t.counter, t.broken_from, t.last_contact_at, t.clock_off_ms, t.waiting,
    t.vehicle_closed_at, t.closed_at, x.display_name as closed_by_name,
    (select count(*) from collect.trip_number n where n.trip_id = t.trip_id) as numbers,
    (select count(*) from collect.trip_number n where n.trip_id = t.trip_id and n.state = 'used') as numbers_used,
    (select count(*) from collect.trip_number n where n.trip_id = t.trip_id and n.state = 'void') as numbers_void,
    (select min(n.donation_number) from collect.trip_number n where n.trip_id = t.trip_id) as first_number,
    (select max(n.donation_number) from collect.trip_number n where n.trip_id = t.trip_id) as last_number,
    (select count(*) from collect.trip_visit v where v.trip_id = t.trip_id) as visits,
    (select count(*) from collect.trip_visit v where v.trip_id = t.trip_id and v.stage = 'ended') as ended,
    (select count(*) from collect.trip_visit v where v.trip_id = t.trip_id and v.stage = 'refused') as refused,
    (select count(*) from collect.trip_visit v where v.trip_id = t.trip_id and v.stage = 'failed') as failed,
    (select count(*) from collect.trip_visit v where v.trip_id = t.trip_id and v.stage = 'left') as gone,
    (select coalesce(sum(d.tubes), 0) from collect.trip_visit v join collect.donation d on d.donation_id = v.donation_id
        where v.trip_id = t.trip_id and v.stage = 'ended') as tubes,
    (select count(*) from collect.trip_case k where k.trip_id = t.trip_id and k.closed_at is null) as cases_open
from collect.trip t
join platform.v_site s on s.site_id = t.site_id
join platform.v_user c on c.user_id = t.created_by
left join platform.v_user x on x.user_id = t.closed_by;

create view collect.v_trip_case as
select k.*, t.org_id, t.site_id, t.day, s.name as site_name, d.donation_number, d.donor_name_masked,
    p.display_name as proposed_by_name, c.display_name as closed_by_name
from collect.trip_case k
join collect.trip t on t.trip_id = k.trip_id
join platform.v_site s on s.site_id = t.site_id
left join collect.donation d on d.donation_id = k.donation_id
left join platform.v_user p on p.user_id = k.proposed_by
left join platform.v_user c on c.user_id = k.closed_by;
