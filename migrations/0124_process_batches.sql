-- Steps of the component hall: bags that go through one step at one machine together, what the machine reported, and what
-- became of each bag; and what preparations gave, for the balance of a day.

-- A batch. It stays open until somebody ends or breaks it off, whatever happens to the program in between.
create table process.batch (
    batch_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    batch_no text not null,
    step text not null,
    equipment_id uuid not null references process.equipment,
    programme_id uuid not null references process.programme,
    state text not null check (state in ('open', 'running', 'done', 'broken_off')),
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    began_at timestamptz,
    began_by uuid references platform.app_user,
    ended_at timestamptz,
    ended_by uuid references platform.app_user,
    ended_why text,
    -- what was read, by name, for the whole batch
    readings jsonb,
    checked_at timestamptz,
    checked_by uuid references platform.app_user,
    unique (org_id, batch_no),
    check ((state in ('done', 'broken_off')) = (ended_at is not null)),
    check ((ended_at is null) = (ended_by is null) and (began_at is null) = (began_by is null)),
    check (state <> 'broken_off' or ended_why is not null),
    check ((checked_at is null) = (checked_by is null)),
    -- who has run it does not check it
    check (checked_by is null or (checked_by <> ended_by and checked_by <> opened_by and checked_by is distinct from began_by))
);
create index batch_list on process.batch (org_id, batch_id desc);
-- one batch at a machine at a time
create unique index batch_at_machine on process.batch (equipment_id) where state in ('open', 'running');

create table process.batch_supply (
    batch_id uuid not null references process.batch,
    supply_id uuid not null references process.supply,
    primary key (batch_id, supply_id)
);
create index batch_supply_lot on process.batch_supply (supply_id);

create table process.batch_unit (
    batch_id uuid not null references process.batch,
    unit_id uuid not null references ledger.unit,
    position int not null check (position > 0),
    -- the batch is not ended yet: a bag is in one batch at a time
    open boolean not null,
    added_at timestamptz not null,
    added_by uuid not null references platform.app_user,
    outcome text check (outcome in ('passed', 'deviated')),
    -- of its own, where the step reads each bag
    readings jsonb,
    deviations jsonb,
    -- the hold that a deviation has opened; the step counts once it is lifted
    hold_id uuid,
    primary key (batch_id, unit_id),
    check (outcome is distinct from 'deviated' or (deviations is not null and hold_id is not null))
);
create unique index batch_unit_once on process.batch_unit (unit_id) where open;
create index batch_unit_unit on process.batch_unit (unit_id);

-- What a machine said, as it came: kept once, whatever is sent twice.
create table process.machine_record (
    record_id bigint generated always as identity primary key,
    org_id uuid not null references platform.org,
    equipment_id uuid not null references process.equipment,
    -- SHA-256 of the frame
    digest bytea not null check (octet_length(digest) = 32),
    frame text not null,
    event text not null check (event in ('begin', 'sample', 'end')),
    -- what was scanned at the machine, for the values of one bag
    bag text,
    readings jsonb not null,
    batch_id uuid references process.batch,
    received_at timestamptz not null,
    received_by uuid not null references platform.app_user,
    unique (equipment_id, digest)
);
create index machine_record_batch on process.machine_record (batch_id, record_id);
create index machine_record_kept on process.machine_record (org_id, record_id desc) where batch_id is null;
create trigger only_added before update or delete on process.machine_record
    for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on process.machine_record execute function ledger.refuse_change();

-- What a preparation gave.
create table process.preparation (
    preparation_id uuid primary key,
    org_id uuid not null references platform.org,
    unit_id uuid not null references ledger.unit,
    donation_number text not null,
    product text not null,
    volume_ml int not null,
    added_ml int not null,
    surplus_ml int not null,
    loss_ml int not null,
    -- the plan whose steps were done; none where the hall works by paper
    plan text,
    prepared_at timestamptz not null,
    prepared_by uuid not null references platform.app_user
);
create index preparation_day on process.preparation (org_id, prepared_at);
create index preparation_donation on process.preparation (donation_number);

create table process.preparation_child (
    preparation_id uuid not null references process.preparation,
    unit_id uuid not null references ledger.unit,
    product text not null,
    volume_ml int not null,
    primary key (preparation_id, unit_id)
);
create trigger only_added before update or delete on process.preparation_child
    for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on process.preparation_child execute function ledger.refuse_change();

create view process.v_batch as
    select b.*, e.code as equipment_code, e.name as equipment_name, e.kind as equipment_kind, e.places,
        p.number as programme_number, p.name as programme_name, p.settings,
        o.display_name as opened_by_name, g.display_name as began_by_name, n.display_name as ended_by_name,
        c.display_name as checked_by_name,
        (select count(*) from process.batch_unit u where u.batch_id = b.batch_id) as bags,
        (select count(*) from process.batch_unit u where u.batch_id = b.batch_id and u.outcome = 'deviated') as deviated
    from process.batch b join process.equipment e on e.equipment_id = b.equipment_id
    join process.programme p on p.programme_id = b.programme_id
    join platform.v_user o on o.user_id = b.opened_by
    left join platform.v_user g on g.user_id = b.began_by
    left join platform.v_user n on n.user_id = b.ended_by
    left join platform.v_user c on c.user_id = b.checked_by;

create view process.v_unit_step as
    select u.unit_id, u.batch_id, b.batch_no, b.org_id, b.step, b.state, b.equipment_code, b.equipment_name, b.programme_name,
        b.opened_at, b.began_at, b.ended_at, coalesce(b.ended_by_name, b.opened_by_name) as by_name,
        u.outcome, u.deviations, u.hold_id, u.open
    from process.batch_unit u join process.v_batch b on b.batch_id = u.batch_id;
