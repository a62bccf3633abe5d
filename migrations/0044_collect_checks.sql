-- Checks before a donation: what was measured, where every value comes from, and what the physician decided.
create table collect.visit_check (
    check_id uuid primary key,
    visit_id uuid not null references collect.visit,
    kind text not null check (kind in ('whole_blood', 'apheresis_platelets', 'apheresis_plasma')),
    health_check jsonb not null,
    -- of each value: device or hand, the reading, why by hand
    sources jsonb not null,
    -- every measurement of the blood pressure, the last one counts
    pressures jsonb not null,
    -- the group of a rapid test
    rapid_group text,
    lines jsonb not null,
    checked_at timestamptz not null,
    checked_by uuid not null references platform.app_user
);
create index visit_check_visit on collect.visit_check (visit_id, checked_at desc);

create table collect.visit_decision (
    visit_id uuid primary key references collect.visit,
    donation_id uuid not null references collect.donation,
    accepted boolean not null,
    -- codes of the deferrals that the physician has entered
    deferrals jsonb not null,
    decided_at timestamptz not null,
    decided_by uuid not null references platform.app_user
);
