-- Process: labels printed and checked, releases proposed and confirmed. What units are made of stands in the ledger.
create schema process;

-- Every print of a label with what it said.
create table process.label_print (
    print_id uuid primary key,
    unit_id uuid not null references ledger.unit,
    -- 1 for the first print of the unit
    copy int not null check (copy > 0),
    label jsonb not null,
    printed_at timestamptz not null,
    printed_by uuid not null references platform.app_user,
    unique (unit_id, copy)
);

-- Every look at the labelled bag: what was scanned from it and how it looked.
create table process.label_check (
    check_id uuid primary key,
    unit_id uuid not null references ledger.unit,
    scans text[] not null,
    appearance text not null check (appearance in ('normal', 'abnormal')),
    note text,
    checked_at timestamptz not null,
    checked_by uuid not null references platform.app_user,
    check (appearance = 'normal' or note is not null)
);
create index label_check_unit on process.label_check (unit_id, check_id desc);

create table process.release (
    release_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    note text,
    proposed_at timestamptz not null,
    proposed_by uuid not null references platform.app_user,
    confirmed_at timestamptz,
    confirmed_by uuid references platform.app_user,
    check ((confirmed_at is null) = (confirmed_by is null)),
    -- two persons, whatever the program does
    check (confirmed_by <> proposed_by)
);
create index release_org on process.release (org_id, release_id desc);

create table process.release_unit (
    release_id uuid not null references process.release,
    unit_id uuid not null references ledger.unit,
    line_no int not null check (line_no > 0),
    -- the lines of the gate: at the proposal, and after the confirmation as they were then
    gate jsonb not null,
    ready boolean not null,
    outcome text check (outcome in ('released', 'refused')),
    refusal jsonb,
    evidence text,
    primary key (release_id, unit_id),
    unique (release_id, line_no),
    check (outcome is distinct from 'released' or evidence is not null),
    check (outcome is distinct from 'refused' or refusal is not null)
);
create index release_unit_unit on process.release_unit (unit_id);
