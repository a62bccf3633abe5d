-- Deviations, from the moment somebody or a rule opens one until a second person closes it. Nothing is taken back.
create table process.deviation (
    deviation_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    -- counts within its station and year
    year int not null,
    serial int not null check (serial > 0),
    origin text not null check (origin in ('quality_control', 'environment', 'equipment', 'person')),
    -- what a rule has found; the same is opened once
    key text,
    title jsonb not null,
    units uuid[] not null,
    lots text[] not null,
    place text,
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    due_on date not null,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    constraint deviation_serial unique (org_id, year, serial),
    constraint deviation_key unique (org_id, key),
    check ((closed_at is null) = (closed_by is null)),
    check (origin = 'person' or key is not null)
);

-- What was found out and written, step by step; a later entry of a step adds to the earlier one.
create table process.deviation_entry (
    entry_id uuid primary key,
    deviation_id uuid not null references process.deviation,
    step text not null check (step in ('immediate', 'investigation', 'root_cause', 'effectiveness')),
    said text not null,
    said_at timestamptz not null,
    said_by uuid not null references platform.app_user
);
create index deviation_entry_of on process.deviation_entry (deviation_id, entry_id);

create table process.deviation_action (
    action_id uuid primary key,
    deviation_id uuid not null references process.deviation,
    kind text not null check (kind in ('corrective', 'preventive')),
    what text not null,
    owner uuid not null references platform.app_user,
    due_on date not null,
    added_at timestamptz not null,
    added_by uuid not null references platform.app_user,
    done_at timestamptz,
    done_by uuid references platform.app_user,
    done_note text,
    verified_at timestamptz,
    verified_by uuid references platform.app_user,
    check (num_nulls(done_at, done_by, done_note) in (0, 3)),
    check ((verified_at is null) = (verified_by is null)),
    check (verified_at is null or done_at is not null),
    check (verified_by <> done_by)
);
create index deviation_action_of on process.deviation_action (deviation_id, action_id);
