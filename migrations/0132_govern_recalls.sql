-- 回溯与召回: a case that has stopped every relative of a donation, and follows each of them to its end.
create schema govern;

create table govern.recall (
    recall_id uuid primary key,
    recall_no bigint generated always as identity unique,
    org_id uuid not null references platform.org,
    -- why: reactive, post_donation, patient, reagent, instrument, consumable, collection, other
    cause text not null,
    -- what was named
    about jsonb not null,
    reason text not null,
    -- an exercise: nothing is held
    drill boolean not null,
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    acknowledge_until timestamptz not null,
    close_until timestamptz not null,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    conclusion text,
    check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (conclusion is null)),
    check (closed_by is null or closed_by <> opened_by)
);
create index recall_open on govern.recall (org_id, recall_id desc);

create table govern.recall_donation (
    recall_id uuid not null references govern.recall,
    donation_number text not null,
    -- named, or another donation of the same donor
    named boolean not null,
    primary key (recall_id, donation_number)
);
create index recall_donation_number on govern.recall_donation (donation_number);

-- Every relative as it was found when the case was opened; what is made of it later follows from the genealogy.
create table govern.recall_unit (
    recall_id uuid not null references govern.recall,
    unit_id uuid not null,
    life text not null,
    custodian uuid not null references platform.org,
    primary key (recall_id, unit_id)
);
create index recall_unit_unit on govern.recall_unit (unit_id);

-- Who has, or had when it ended, any of it, and has to answer.
create table govern.recall_party (
    recall_id uuid not null references govern.recall,
    org_id uuid not null references platform.org,
    told_at timestamptz not null,
    acknowledged_at timestamptz,
    acknowledged_by uuid references platform.app_user,
    note text,
    primary key (recall_id, org_id),
    check ((acknowledged_at is null) = (acknowledged_by is null))
);
create index recall_party_org on govern.recall_party (org_id, recall_id desc);

-- What became of who received a unit, as the one who gave it reports: never who that is.
create table govern.recall_follow_up (
    recall_id uuid not null references govern.recall,
    unit_id uuid not null,
    said text not null,
    followed_at timestamptz not null,
    followed_by uuid not null references platform.app_user,
    primary key (recall_id, unit_id)
);
create trigger only_added before update or delete on govern.recall_follow_up for each row execute function ledger.refuse_change();
create trigger only_added before update or delete on govern.recall_unit for each row execute function ledger.refuse_change();
create trigger only_added before update or delete on govern.recall_donation for each row execute function ledger.refuse_change();

-- The units of a case: those that were found, and whatever was made of them since.
create function govern.recall_kin(recall uuid) returns table (unit_id uuid) language sql stable as $$
    with recursive kin (unit_id) as (
        select u.unit_id from govern.recall_unit u where u.recall_id = recall
        union
        select p.child from ledger.v_parent p join kin on p.parent = kin.unit_id
    )
    select unit_id from kin
$$;

create view govern.v_recall as
    select r.*, o.display_name as opened_by_name, c.display_name as closed_by_name,
        (select count(*) from govern.recall_donation d where d.recall_id = r.recall_id) as donations,
        (select count(*) from govern.recall_unit u where u.recall_id = r.recall_id) as units,
        (select count(*) from govern.recall_party p where p.recall_id = r.recall_id) as parties,
        (select count(*) from govern.recall_party p where p.recall_id = r.recall_id and p.acknowledged_at is not null) as acknowledged
    from govern.recall r
    join platform.v_user o on o.user_id = r.opened_by
    left join platform.v_user c on c.user_id = r.closed_by;
