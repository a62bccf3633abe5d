-- Quality control of components: units drawn at random, what became of them, results by one person that another confirms.

-- One row for each month of a station that has begun: two people who draw at the same second wait for each other here.
create table process.quality_month (
    org_id uuid not null references platform.org,
    month date not null check (extract(day from month) = 1),
    primary key (org_id, month)
);

-- A draw with everything that is needed to draw again: the seed, and of what was drawn.
create table process.quality_draw (
    draw_id uuid primary key,
    org_id uuid not null,
    month date not null,
    product text not null,
    seed text not null,
    candidates uuid[] not null,
    wanted int not null check (wanted > 0),
    -- how many had been made then, and how many samples that asks for
    made bigint not null,
    due int not null,
    drawn_at timestamptz not null,
    drawn_by uuid not null references platform.app_user,
    foreign key (org_id, month) references process.quality_month
);
create index quality_draw_month on process.quality_draw (org_id, month, product, draw_id);

create table process.quality_sample (
    sample_id uuid primary key,
    draw_id uuid not null references process.quality_draw,
    unit_id uuid not null references ledger.unit,
    taken_at timestamptz,
    taken_by uuid references platform.app_user,
    -- the whole bag, which is then destroyed, or a segment of its tube
    taken_as text check (taken_as in ('bag', 'segment')),
    -- why it could not be taken; another was drawn instead
    replaced_at timestamptz,
    replaced_by uuid references platform.app_user,
    replaced_why jsonb,
    constraint sample_unit_once unique (unit_id),
    check (num_nulls(taken_at, taken_by, taken_as) in (0, 3)),
    check (num_nulls(replaced_at, replaced_by, replaced_why) in (0, 3)),
    check (taken_at is null or replaced_at is null)
);
create index quality_sample_draw on process.quality_sample (draw_id);

create table process.quality_sheet (
    sheet_id uuid primary key,
    sample_id uuid not null references process.quality_sample,
    typed_at timestamptz not null,
    typed_by uuid not null references platform.app_user,
    decided_at timestamptz,
    decided_by uuid references platform.app_user,
    decision text check (decision in ('confirmed', 'returned')),
    -- why it was returned
    note text,
    check (num_nulls(decided_at, decided_by, decision) in (0, 3)),
    check (decision is distinct from 'returned' or note is not null),
    -- two persons, whatever the program does
    check (decided_by <> typed_by)
);
create index quality_sheet_sample on process.quality_sheet (sample_id, sheet_id);

-- What was measured, and the limits by which it was judged then.
create table process.quality_result (
    sheet_id uuid not null references process.quality_sheet,
    indicator text not null,
    value float8 not null,
    minimum float8,
    maximum float8,
    inside boolean not null,
    source text not null,
    primary key (sheet_id, indicator)
);

-- Results that count: those of confirmed sheets.
create view process.v_quality_value as
select d.org_id, d.month, d.product, s.sample_id, s.unit_id, r.indicator, r.value, r.minimum, r.maximum, r.inside, r.source,
    h.sheet_id, h.decided_at as confirmed_at
from process.quality_sheet h join process.quality_result r using (sheet_id)
join process.quality_sample s using (sample_id) join process.quality_draw d using (draw_id)
where h.decision = 'confirmed';
