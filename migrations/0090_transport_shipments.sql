-- Transport: sealed boxes on their way from one organisation to another.
create schema transport;

-- The last number given out on a day; locked while the next one is taken.
create table transport.day_number (
    day date primary key,
    last int not null
);

create table transport.shipment (
    shipment_id uuid primary key,
    -- Y20261122-0001: the day in China and a number within it
    shipment_no text collate "C" not null unique,
    -- known to the scene issue; its number is repeated for the slip
    order_id uuid not null,
    order_no text not null,
    from_org uuid not null references platform.org,
    from_site uuid not null references platform.site,
    to_org uuid not null references platform.org,
    box text not null,
    vehicle text not null,
    driver_name text,
    note text,
    -- what every unit in the box tolerates, hundredths of °C; an absent end is open
    range_min int,
    range_max int,
    state text not null check (state in ('packed', 'handed_over', 'received', 'cancelled')),
    packed_at timestamptz not null,
    packed_by uuid not null references platform.app_user,
    handed_over_at timestamptz,
    handed_over_by uuid references platform.app_user,
    handed_over_temp int,
    received_at timestamptz,
    received_by uuid references platform.app_user,
    received_temp int,
    cancelled_at timestamptz,
    cancelled_by uuid references platform.app_user,
    cancel_reason text
);
create index shipment_to on transport.shipment (to_org, shipment_id desc);
create index shipment_state on transport.shipment (state, shipment_id desc);
create index shipment_order on transport.shipment (order_id);
-- a box is on one journey at a time
create unique index shipment_box_in_use on transport.shipment (from_org, box) where state in ('packed', 'handed_over');

create table transport.shipment_unit (
    shipment_id uuid not null references transport.shipment,
    unit_id uuid not null references ledger.unit,
    -- true until the box is received or unpacked
    under_way boolean not null,
    condition text check (condition in ('good', 'damaged', 'missing')),
    note text,
    primary key (shipment_id, unit_id)
);
-- a unit is in one box at a time
create unique index shipment_unit_once on transport.shipment_unit (unit_id) where under_way;

-- A unit that should have been in the box and was not: open until somebody says what became of it.
create table transport.missing_case (
    case_id uuid primary key,
    shipment_id uuid not null references transport.shipment,
    unit_id uuid not null references ledger.unit,
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    note text not null,
    outcome text check (outcome in ('arrived', 'lost', 'came_back')),
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    close_note text,
    unique (shipment_id, unit_id),
    check ((outcome is null) = (closed_at is null) and (outcome is null) = (closed_by is null))
);
create index missing_case_open on transport.missing_case (case_id) where outcome is null;
