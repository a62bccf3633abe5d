-- Issue: what hospitals order, what is set aside for it, what leaves for it.
create schema issue;

-- The last number given out on a day; locked while the next one is taken.
create table issue.day_number (
    day date primary key,
    last int not null
);

create table issue.order_head (
    order_id uuid primary key,
    -- D20261122-0001: the day in China and a number within it
    order_no text collate "C" not null unique,
    org_id uuid not null references platform.org,
    -- where the hospital wants it delivered
    site_id uuid not null references platform.site,
    urgency text not null check (urgency in ('routine', 'urgent', 'emergency')),
    needed_by timestamptz not null,
    note text,
    -- follows from lines and units; kept for searching, brought up to date by every write and by the job of lapsed promises
    state text not null
        check (state in ('submitted', 'part_allocated', 'allocated', 'part_issued', 'issued', 'received', 'cancelled')),
    created_at timestamptz not null,
    created_by uuid not null references platform.app_user,
    cancelled_at timestamptz,
    cancelled_by uuid references platform.app_user,
    cancel_reason text,
    check ((cancelled_at is null) = (cancelled_by is null) and (cancelled_at is null) = (cancel_reason is null))
);
create index order_head_org on issue.order_head (org_id, order_id desc);
create index order_head_state on issue.order_head (state, order_id desc);

create table issue.order_line (
    order_id uuid not null references issue.order_head,
    line_no int not null check (line_no > 0),
    product text not null,
    blood_group text not null,
    bags int not null check (bags > 0),
    -- a compatible group may be sent when the identical one is short
    substitution boolean not null,
    -- what the last allocation saw, took and turned down, and by which rule
    allocation jsonb,
    primary key (order_id, line_no),
    unique (order_id, product, blood_group)
);

-- Which units were set aside for which line and how far they have come. The promise itself stands in the ledger.
create table issue.order_unit (
    order_id uuid not null,
    line_no int not null,
    unit_id uuid not null references ledger.unit,
    state text not null check (state in ('promised', 'lapsed', 'freed', 'issued', 'received', 'damaged', 'missing')),
    until timestamptz,
    promised_at timestamptz not null,
    issued_at timestamptz,
    issued_by uuid references platform.app_user,
    settled_at timestamptz,
    freed_reason text,
    primary key (order_id, unit_id),
    foreign key (order_id, line_no) references issue.order_line
);
create index order_unit_unit on issue.order_unit (unit_id);
create index order_unit_promised on issue.order_unit (until) where state = 'promised';
