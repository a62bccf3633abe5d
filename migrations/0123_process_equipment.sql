-- The machines of the component hall, what they are set to, and the lots of what is used up at them.

create table process.equipment (
    equipment_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    -- as it is labelled: what is scanned at the machine
    code text not null,
    kind text not null,
    name text not null,
    maker text not null,
    model text not null,
    serial text not null,
    -- how many bags it takes at once
    places int not null check (places > 0),
    calibrated_until date not null,
    stopped_why text,
    stopped_at timestamptz,
    stopped_by uuid references platform.app_user,
    registered_at timestamptz not null,
    registered_by uuid not null references platform.app_user,
    unique (org_id, code),
    check ((stopped_why is null) = (stopped_at is null) and (stopped_why is null) = (stopped_by is null))
);

-- What a machine is set to for a step. It counts once a second person has approved it, until somebody withdraws it.
create table process.programme (
    programme_id uuid primary key,
    org_id uuid not null references platform.org,
    equipment_id uuid not null references process.equipment,
    step text not null,
    -- as the machine shows and reports it
    number text not null,
    name text not null,
    settings jsonb not null,
    source text not null,
    entered_at timestamptz not null,
    entered_by uuid not null references platform.app_user,
    approved_at timestamptz,
    approved_by uuid references platform.app_user,
    withdrawn_at timestamptz,
    withdrawn_by uuid references platform.app_user,
    withdrawn_why text,
    check ((approved_at is null) = (approved_by is null)),
    check (approved_by <> entered_by),
    check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_why is null))
);
create index programme_equipment on process.programme (equipment_id);
create index programme_step on process.programme (org_id, step) where approved_at is not null;

create function process.refuse_change_of_approved() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (old.approved_by is not null
        and (new.step, new.number, new.name, new.settings, new.source, new.equipment_id, new.approved_by)
            is distinct from (old.step, old.number, old.name, old.settings, old.source, old.equipment_id, old.approved_by)) then
        raise exception 'an approved programme keeps what it says: % is refused', lower(tg_op) using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger approved_is_kept before update or delete on process.programme
    for each row execute function process.refuse_change_of_approved();
create trigger never_emptied before truncate on process.programme execute function ledger.refuse_change();

-- A lot of what is used up: received by one person, let in by another, finished.
create table process.supply (
    supply_id uuid primary key,
    org_id uuid not null references platform.org,
    kind text not null,
    lot text not null,
    maker text not null,
    expires_on date not null,
    received_at timestamptz not null,
    received_by uuid not null references platform.app_user,
    let_in_at timestamptz,
    let_in_by uuid references platform.app_user,
    finished_at timestamptz,
    finished_by uuid references platform.app_user,
    finished_why text,
    unique (org_id, kind, lot),
    check ((let_in_at is null) = (let_in_by is null)),
    check (let_in_by <> received_by),
    check ((finished_at is null) = (finished_by is null) and (finished_at is null) = (finished_why is null))
);

create view process.v_equipment as
    select e.*, r.display_name as registered_by_name, s.display_name as stopped_by_name, p.name as site_name
    from process.equipment e join platform.v_user r on r.user_id = e.registered_by
    join platform.v_site p on p.site_id = e.site_id
    left join platform.v_user s on s.user_id = e.stopped_by;

create view process.v_programme as
    select p.*, e.code as equipment_code, n.display_name as entered_by_name, a.display_name as approved_by_name,
        w.display_name as withdrawn_by_name
    from process.programme p join process.equipment e on e.equipment_id = p.equipment_id
    join platform.v_user n on n.user_id = p.entered_by
    left join platform.v_user a on a.user_id = p.approved_by
    left join platform.v_user w on w.user_id = p.withdrawn_by;

create view process.v_supply as
    select s.*, r.display_name as received_by_name, l.display_name as let_in_by_name, f.display_name as finished_by_name
    from process.supply s join platform.v_user r on r.user_id = s.received_by
    left join platform.v_user l on l.user_id = s.let_in_by
    left join platform.v_user f on f.user_id = s.finished_by;
