-- Store: what is to be destroyed, proposed by one person and confirmed by another. Places and stock stand in the ledger.
create schema store;

create table store.discard (
    discard_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    -- a code of the rulebook
    reason_code text not null,
    note text,
    proposed_at timestamptz not null,
    proposed_by uuid not null references platform.app_user,
    confirmed_at timestamptz,
    confirmed_by uuid references platform.app_user,
    check ((confirmed_at is null) = (confirmed_by is null)),
    -- two persons, whatever the program does
    check (confirmed_by <> proposed_by)
);
create index discard_org on store.discard (org_id, discard_id desc);

create table store.discard_unit (
    discard_id uuid not null references store.discard,
    unit_id uuid not null references ledger.unit,
    line_no int not null check (line_no > 0),
    outcome text check (outcome in ('discarded', 'refused')),
    refusal jsonb,
    primary key (discard_id, unit_id),
    unique (discard_id, line_no),
    check (outcome is distinct from 'refused' or refusal is not null)
);
create index discard_unit_unit on store.discard_unit (unit_id);
