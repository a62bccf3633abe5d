-- What analysers of the laboratory have sent, as it came, and what became of every line of it.

-- The analyser's own codes of tests, by the marker that each means.
alter table lab.instrument add column codes jsonb not null default '{}';

create or replace view lab.v_instrument as
    select i.instrument_id, i.org_id, i.code, i.name, i.maker, i.model, i.serial, i.calibrated_until, i.out_why, i.out_at, i.out_by,
        i.registered_at, i.registered_by, r.display_name as registered_by_name, o.display_name as out_by_name, i.codes
    from lab.instrument i join platform.v_user r on r.user_id = i.registered_by
    left join platform.v_user o on o.user_id = i.out_by;

create table lab.delivery (
    delivery_id uuid primary key,
    org_id uuid not null references platform.org,
    instrument_id uuid not null references lab.instrument,
    protocol text not null check (protocol in ('astm', 'hl7', 'table')),
    -- as its sender numbers it
    message_no text,
    -- SHA-256 of the body: the same message again is the same delivery
    digest bytea not null check (octet_length(digest) = 32),
    body bytea not null,
    received_at timestamptz not null,
    received_by uuid not null references platform.app_user,
    unique (instrument_id, digest)
);
create index delivery_list on lab.delivery (org_id, delivery_id desc);
create trigger only_added before update or delete on lab.delivery for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on lab.delivery execute function ledger.refuse_change();

-- taken: it stands in a well of a run. kept: nobody has said yet what it means. settled: a person has.
create table lab.delivery_line (
    delivery_id uuid not null references lab.delivery,
    line int not null,
    specimen text not null,
    run_no text,
    well text,
    test text not null,
    value text not null,
    unit text not null,
    flags text[] not null,
    status text not null check (status in ('final', 'corrected', 'cannot', 'preliminary', 'unreadable')),
    outcome text not null check (outcome in ('taken', 'kept', 'settled')),
    rule text,
    why jsonb,
    run_id uuid references lab.run,
    position smallint,
    marker text,
    settled_why text,
    settled_at timestamptz,
    settled_by uuid references platform.app_user,
    primary key (delivery_id, line),
    check ((outcome = 'taken') = (run_id is not null)),
    check ((outcome = 'kept') <= (why is not null)),
    check ((outcome = 'settled') = (settled_by is not null))
);
create index delivery_line_kept on lab.delivery_line (delivery_id) where outcome = 'kept';

create view lab.v_delivery as
    select d.delivery_id, d.org_id, d.instrument_id, d.protocol, d.message_no, d.received_at, u.display_name as received_by_name,
        i.code as instrument_code, i.name as instrument_name,
        (select count(*) from lab.delivery_line l where l.delivery_id = d.delivery_id) as lines,
        (select count(*) from lab.delivery_line l where l.delivery_id = d.delivery_id and l.outcome = 'taken') as taken,
        (select count(*) from lab.delivery_line l where l.delivery_id = d.delivery_id and l.outcome = 'kept') as kept
    from lab.delivery d join platform.v_user u on u.user_id = d.received_by
    join lab.instrument i on i.instrument_id = d.instrument_id;
