-- The ledger: every event of every unit, and the state that the events add up to.
create schema ledger;

-- One row. The hash is chosen before the first event and never changes: every proof ever given depends on it.
create table ledger.setting (
    one boolean primary key default true check (one),
    hash text not null default 'sha256' check (hash in ('sha256', 'sm3')),
    -- names this ledger in checkpoints and proofs
    origin text not null default 'vena/ledger'
);
insert into ledger.setting default values;

-- The current state. What queries need is derived from the state by the database, so no column can disagree with it;
-- only times are written by the ledger, because turning text into an instant is not an immutable function.
create table ledger.unit (
    unit_id uuid primary key,
    version int not null check (version > 0),
    last_hash bytea not null,
    born_at timestamptz not null,
    last_at timestamptz not null,
    last_recorded_at timestamptz not null,
    collected_at timestamptz not null,
    expires_at timestamptz,
    promise_until timestamptz,
    state jsonb not null,
    facts jsonb not null,
    donation_number text not null generated always as (facts ->> 'donation_number') stored,
    product text not null generated always as (facts ->> 'product') stored,
    division text not null generated always as (facts ->> 'division') stored,
    blood_group text generated always as (facts ->> 'group') stored,
    volume_ml int not null generated always as ((facts ->> 'volume_ml')::int) stored,
    life text not null generated always as (state ->> 'life') stored,
    safety text not null generated always as (state ->> 'safety') stored,
    hold_count int not null generated always as (jsonb_array_length(state -> 'holds')) stored,
    promise text not null generated always as (state -> 'promise' ->> 'kind') stored,
    order_id uuid generated always as (substr(state -> 'promise' ->> 'order', 7)::uuid) stored,
    patient_id uuid generated always as (substr(state -> 'promise' ->> 'patient', 9)::uuid) stored,
    custodian uuid not null generated always as (substr(state -> 'custody' ->> 'org', 5)::uuid) stored,
    place uuid generated always as (substr(state -> 'custody' ->> 'place', 6)::uuid) stored,
    position text generated always as (state -> 'custody' ->> 'position') stored,
    mode text not null generated always as (state -> 'custody' -> 'mode' ->> 'kind') stored,
    shipment_id uuid generated always as (substr(state -> 'custody' -> 'mode' ->> 'shipment', 10)::uuid) stored,
    -- where it is bound: the addressee of its journey, else the organisation it was issued to
    heading_to uuid generated always as (
        substr(coalesce(state -> 'custody' -> 'mode' ->> 'to', state -> 'promise' ->> 'to'), 5)::uuid
    ) stored,
    label_verified boolean not null generated always as (state ->> 'label_verified_at' is not null) stored,
    constraint unit_number_key unique (donation_number, product, division)
);
create index unit_stock on ledger.unit (custodian, product, blood_group, expires_at) where life = 'stock';
create index unit_waiting on ledger.unit (custodian, life) where life in ('collected', 'in_process', 'issued');
create index unit_place on ledger.unit (place) where life in ('collected', 'in_process', 'stock');
create index unit_order on ledger.unit (order_id) where order_id is not null;
create index unit_shipment on ledger.unit (shipment_id) where shipment_id is not null;
create index unit_heading on ledger.unit (heading_to) where heading_to is not null;

-- Events are added, never changed. `body` is the exact text that was hashed; the columns repeat what queries need.
create table ledger.event (
    seq bigint generated always as identity,
    -- which transaction wrote it: seals use it to wait for writers that commit late
    txid xid8 not null default pg_current_xact_id(),
    event_id uuid not null,
    unit_id uuid not null,
    version int not null check (version > 0),
    kind text not null,
    at timestamptz not null,
    recorded_at timestamptz not null,
    actor uuid not null,
    org uuid not null,
    site uuid not null,
    body text not null,
    prev_hash bytea not null check (octet_length(prev_hash) = 32),
    hash bytea not null check (octet_length(hash) = 32),
    primary key (txid, seq),
    constraint event_id_key unique (event_id),
    constraint event_version_key unique (unit_id, version)
);

create table ledger.parent (
    child uuid not null references ledger.unit,
    parent uuid not null references ledger.unit,
    role text not null check (role in ('divided', 'pooled', 'modified')),
    volume_ml int not null check (volume_ml > 0),
    primary key (child, parent)
);
create index parent_children on ledger.parent (parent);

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '%.% keeps what it has: % is refused', tg_table_schema, tg_table_name, lower(tg_op)
        using errcode = 'restrict_violation', hint = 'record a correction that names the event';
end
$$;

create trigger only_added before update or delete on ledger.event for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on ledger.event execute function ledger.refuse_change();
create trigger only_added before update or delete on ledger.parent for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on ledger.parent execute function ledger.refuse_change();
create trigger never_deleted before delete on ledger.unit for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on ledger.unit execute function ledger.refuse_change();

create function ledger.refuse_new_hash() returns trigger language plpgsql as $$
begin
    if new.hash <> old.hash and exists (select from ledger.event) then
        raise exception 'the hash of a ledger that has events cannot be changed' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger hash_is_kept before update on ledger.setting for each row execute function ledger.refuse_new_hash();
create trigger never_deleted before delete on ledger.setting for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on ledger.setting execute function ledger.refuse_change();

-- What scenes may read.
create view ledger.v_unit as
select unit_id, version, born_at, last_at, last_recorded_at, donation_number, product, division, blood_group, volume_ml,
    collected_at, expires_at, life, safety, hold_count, promise, promise_until, order_id, patient_id, custodian, place,
    position, mode, shipment_id, heading_to, label_verified, state, facts
from ledger.unit;

create view ledger.v_event as
select event_id, unit_id, version, kind, at, recorded_at, actor, org, site, body
from ledger.event;

create view ledger.v_parent as
select child, parent, role, volume_ml from ledger.parent;
