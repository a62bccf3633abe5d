-- Kits and what their instructions say, lots of reagents, instruments, and runs of samples between controls. Results reach a
-- report only through a run whose controls came out as they should.

-- One version of a kit's instructions. It counts once a second person has approved it; a change is the next version.
create table lab.kit (
    kit_id uuid primary key,
    org_id uuid not null references platform.org,
    code text not null,
    version int not null check (version > 0),
    name text not null,
    maker text not null,
    round smallint not null check (round > 0),
    confirms boolean not null,
    markers text[] not null check (cardinality(markers) > 0),
    assay jsonb not null,
    source text not null,
    entered_at timestamptz not null,
    entered_by uuid not null references platform.app_user,
    approved_at timestamptz,
    approved_by uuid references platform.app_user,
    unique (org_id, code, version),
    check ((approved_at is null) = (approved_by is null)),
    check (approved_by is null or approved_by <> entered_by)
);

create function lab.refuse_change_of_approved() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.approved_by is not null then
        raise exception 'an approved kit keeps what it says: % is refused', lower(tg_op) using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger approved_is_kept before update or delete on lab.kit for each row execute function lab.refuse_change_of_approved();
create trigger never_emptied before truncate on lab.kit execute function ledger.refuse_change();

-- A lot of a kit: compared with the lot before it, confirmed by a second person, opened, finished.
create table lab.reagent_lot (
    lot_id uuid primary key,
    org_id uuid not null references platform.org,
    kit_code text not null,
    lot text not null,
    expires_on date not null,
    tests int not null check (tests > 0),
    state text not null check (state in ('received', 'compared', 'open', 'refused', 'finished')),
    received_at timestamptz not null,
    received_by uuid not null references platform.app_user,
    samples int,
    agreed int,
    compared_note text,
    compared_at timestamptz,
    compared_by uuid references platform.app_user,
    decided_at timestamptz,
    decided_by uuid references platform.app_user,
    finished_at timestamptz,
    finished_by uuid references platform.app_user,
    finished_why text,
    unique (org_id, kit_code, lot),
    check ((compared_at is null) = (compared_by is null) and (compared_at is null) = (samples is null)),
    check (decided_by is null or decided_by <> compared_by),
    check (agreed is null or agreed between 0 and samples)
);

create table lab.instrument (
    instrument_id uuid primary key,
    org_id uuid not null references platform.org,
    code text not null,
    name text not null,
    maker text not null,
    model text not null,
    serial text not null,
    calibrated_until date not null,
    out_why text,
    out_at timestamptz,
    out_by uuid references platform.app_user,
    registered_at timestamptz not null,
    registered_by uuid not null references platform.app_user,
    unique (org_id, code),
    check ((out_why is null) = (out_at is null))
);

-- A run: controls and samples that one instrument reads together with one lot of one kit.
create table lab.run (
    run_id uuid primary key,
    org_id uuid not null references platform.org,
    run_no text not null,
    kit_id uuid not null references lab.kit,
    lot_id uuid not null references lab.reagent_lot,
    instrument_id uuid not null references lab.instrument,
    state text not null check (state in ('planned', 'void', 'accepted', 'cancelled')),
    planned_at timestamptz not null,
    planned_by uuid not null references platform.app_user,
    -- what the controls said when the run was closed
    validity jsonb,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    closed_why text,
    unique (org_id, run_no),
    check ((state = 'planned') = (closed_at is null))
);
create index run_list on lab.run (org_id, run_id desc);
create index run_lot on lab.run (lot_id);
create index run_open on lab.run (org_id, planned_at) where state = 'planned';

-- A well: a control, or the donations whose sample is in it.
create table lab.run_well (
    run_id uuid not null references lab.run,
    position smallint not null,
    control text,
    primary key (run_id, position)
);

create table lab.run_sample (
    run_id uuid not null,
    position smallint not null,
    donation_number text not null references lab.donation,
    marker text not null,
    round smallint not null,
    repeat smallint not null,
    -- the run is not closed yet: the same test of the same donation is not planned twice
    open boolean not null,
    -- why nothing came of it, though the run was accepted
    refused jsonb,
    primary key (run_id, position, donation_number, marker),
    foreign key (run_id, position) references lab.run_well
);
create unique index run_sample_once on lab.run_sample (donation_number, marker, round, repeat) where open;
create index run_sample_donation on lab.run_sample (donation_number);

-- What was read in a well: by two persons who type without seeing each other's figures, or by the instrument itself.
create table lab.run_reading (
    reading_id bigint generated always as identity primary key,
    run_id uuid not null references lab.run,
    position smallint not null,
    marker text not null,
    raw jsonb not null,
    -- who typed it; of the instrument's own words, who let them in
    entered_by uuid not null references platform.app_user,
    entered_at timestamptz not null,
    source text not null check (source in ('typed', 'file', 'instrument'))
);
create index run_reading_run on lab.run_reading (run_id, position, marker);
create trigger only_added before update or delete on lab.run_reading for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on lab.run_reading execute function ledger.refuse_change();

-- From which well of which run a result came.
alter table lab.result add column run_id uuid references lab.run, add column position smallint;
create index result_run on lab.result (run_id) where run_id is not null;

create view lab.v_kit as
    select k.*, e.display_name as entered_by_name, a.display_name as approved_by_name
    from lab.kit k join platform.v_user e on e.user_id = k.entered_by
    left join platform.v_user a on a.user_id = k.approved_by;

create view lab.v_reagent_lot as
    select l.*, r.display_name as received_by_name, c.display_name as compared_by_name, d.display_name as decided_by_name,
        f.display_name as finished_by_name, k.name as kit_name, k.maker as kit_maker, k.markers as kit_markers,
        (select count(*) from lab.run_well w join lab.run u on u.run_id = w.run_id
         where u.lot_id = l.lot_id and u.state <> 'cancelled') as used
    from lab.reagent_lot l join platform.v_user r on r.user_id = l.received_by
    left join platform.v_user c on c.user_id = l.compared_by
    left join platform.v_user d on d.user_id = l.decided_by
    left join platform.v_user f on f.user_id = l.finished_by
    left join lateral (select name, maker, markers from lab.kit
        where org_id = l.org_id and code = l.kit_code and approved_at is not null order by version desc limit 1) k on true;

create view lab.v_instrument as
    select i.*, r.display_name as registered_by_name, o.display_name as out_by_name
    from lab.instrument i join platform.v_user r on r.user_id = i.registered_by
    left join platform.v_user o on o.user_id = i.out_by;

create view lab.v_run as
    select u.*, p.display_name as planned_by_name, c.display_name as closed_by_name, k.code as kit_code, k.name as kit_name,
        k.maker, k.markers, l.lot, i.code as instrument_code, i.name as instrument_name,
        (select count(distinct s.donation_number) from lab.run_sample s where s.run_id = u.run_id) as donations
    from lab.run u join lab.kit k on k.kit_id = u.kit_id join lab.reagent_lot l on l.lot_id = u.lot_id
    join lab.instrument i on i.instrument_id = u.instrument_id
    join platform.v_user p on p.user_id = u.planned_by
    left join platform.v_user c on c.user_id = u.closed_by;
