-- What a person's visits were, latest first.
create index visit_of_donor on collect.visit (donor_id, arrived_at desc) where donor_id is not null;
create index donation_of_donor on collect.donation (donor_id, registered_at desc);

-- What the logger of a box has written down on the way, as it was read out by the receiver.
create table collect.box_record (
    box_id uuid primary key references collect.box,
    logger text not null,
    -- [{at, temp_c}], the earliest first
    points jsonb not null,
    read_at timestamptz not null,
    read_by uuid not null references platform.app_user
);

-- A bag that was not in its box: somebody looks for it until it is found or its loss is signed by two.
create table collect.box_case (
    case_id uuid primary key,
    -- the order in which they were opened
    case_no bigint generated always as identity,
    org_id uuid not null references platform.org,
    box_id uuid not null references collect.box,
    unit_id uuid not null references ledger.unit,
    donation_number text not null,
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    -- who looks for it
    owner uuid not null references platform.app_user,
    due_at timestamptz not null,
    state text not null check (state in ('open', 'loss_asked', 'found', 'lost')),
    said text,
    asked_at timestamptz,
    asked_by uuid references platform.app_user,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    constraint box_case_once unique (box_id, unit_id),
    check ((state in ('found', 'lost')) = (closed_at is not null) and (closed_at is null) = (closed_by is null)),
    check (state <> 'lost' or (asked_by is not null and asked_by <> closed_by)),
    check (state <> 'loss_asked' or (asked_by is not null and said is not null))
);
create index box_case_list on collect.box_case (org_id, state, case_no);
