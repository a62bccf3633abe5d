-- Instruments at collection sites and what they reported.
create table collect.device (
    device_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    kind text not null check (kind in ('temperature_gate', 'blood_pressure', 'scale_weight', 'hemoglobin', 'chemistry',
        'hematology', 'blood_group', 'mixer', 'apheresis')),
    serial text not null,
    -- unknown: it reported before anybody entered it; its readings are kept aside
    state text not null check (state in ('unknown', 'in_use', 'retired')),
    name text not null default '',
    place text not null default '',
    calibrated_until date,
    first_seen_at timestamptz not null,
    entered_at timestamptz,
    entered_by uuid references platform.app_user,
    retired_reason text,
    -- the newest reading, by the time at which it was taken
    last_reading_at timestamptz,
    -- what its agent last said of the line to it
    link text not null default 'unheard' check (link in ('unheard', 'connected', 'silent', 'disconnected', 'faulty')),
    link_detail text not null default '',
    link_since timestamptz,
    -- readings that were not kept because they came too fast
    dropped bigint not null default 0,
    constraint device_serial unique (org_id, kind, serial),
    check (state <> 'in_use' or (entered_at is not null and name <> '')),
    check ((state = 'retired') = (retired_reason is not null))
);
create index device_site on collect.device (site_id, state);

create table collect.reading (
    reading_id uuid primary key,
    device_id uuid not null references collect.device,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    kind text not null,
    -- when it was taken: at is the server's time, clock_at what the agent's clock showed, received_at when it arrived
    at timestamptz not null,
    clock_at timestamptz not null,
    received_at timestamptz not null,
    reported_by uuid not null references platform.app_user,
    reading_values jsonb not null,
    -- what was scanned at the instrument: a donation number in its canonical form when it is one
    about text,
    marks jsonb not null,
    -- everything that was sent, to tell the same reading twice from another under the same name
    digest bytea not null,
    -- the one visit or donation that uses it
    taken_for uuid,
    taken_at timestamptz,
    taken_by uuid references platform.app_user,
    check ((taken_for is null) = (taken_at is null)),
    check ((taken_for is null) = (taken_by is null))
);
create index reading_site on collect.reading (site_id, at desc, reading_id desc);
create index reading_device on collect.reading (device_id, at desc, reading_id desc);
create index reading_about on collect.reading (about, at) where about is not null;
create index reading_taken on collect.reading (taken_for) where taken_for is not null;

-- The program at a site that speaks with the instruments: what it last said of itself.
create table collect.device_agent (
    user_id uuid primary key references platform.app_user,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    heard_at timestamptz not null,
    clock_at timestamptz not null,
    version text not null,
    waiting bigint not null check (waiting >= 0)
);
create index device_agent_site on collect.device_agent (site_id);

create view collect.v_device as
select d.*, s.name as site_name, u.display_name as entered_by_name,
    (select max(a.heard_at) from collect.device_agent a where a.site_id = d.site_id) as agent_heard_at,
    (select r.marks from collect.reading r where r.device_id = d.device_id
     order by r.at desc, r.reading_id desc limit 1) as last_marks
from collect.device d
join platform.v_site s on s.site_id = d.site_id
left join platform.v_user u on u.user_id = d.entered_by;

create view collect.v_reading as
select r.*, d.serial, d.name as device_name, d.place as device_place, d.state as device_state
from collect.reading r
join collect.device d on d.device_id = r.device_id;
