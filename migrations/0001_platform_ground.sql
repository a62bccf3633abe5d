-- Ground of every scene: organisations, sites, users, sessions, audit, outbox, idempotency.
create schema platform;

create table platform.setting (
    name text primary key,
    value text not null
);

create table platform.org (
    org_id uuid primary key,
    code text not null unique,
    kind text not null check (kind in ('station', 'hospital', 'commission')),
    name text not null,
    name_en text not null,
    -- names sort by pinyin, because not every build of PostgreSQL carries a Chinese collation
    pinyin text not null,
    district text not null,
    latitude double precision,
    longitude double precision
);

create table platform.site (
    site_id uuid primary key,
    org_id uuid not null references platform.org,
    code text not null unique,
    -- house, vehicle, laboratory, component_hall, quarantine, cold_room, issue_counter, blood_bank, ward, theatre, office
    kind text not null,
    name text not null,
    name_en text not null,
    pinyin text not null,
    district text not null,
    latitude double precision,
    longitude double precision,
    -- the range in which this place keeps what is put into it; empty where nothing is stored
    temp_c_min double precision,
    temp_c_max double precision
);
create index site_org on platform.site (org_id);

create table platform.app_user (
    user_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    username text not null unique,
    display_name text not null,
    pinyin text not null,
    password_hash text not null,
    roles text[] not null,
    disabled_at timestamptz,
    disabled_reason text,
    failed_sign_ins int not null default 0,
    locked_until timestamptz,
    created_at timestamptz not null
);
create index app_user_org on platform.app_user (org_id);

create table platform.session (
    -- only the digest of the cookie is kept: who reads this table cannot sign in with it
    token_digest bytea primary key,
    user_id uuid not null references platform.app_user,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index session_of_user on platform.session (user_id);
create index session_expiry on platform.session (expires_at);

create table platform.audit (
    audit_id bigint generated always as identity primary key,
    at timestamptz not null,
    user_id uuid,
    org_id uuid,
    operation text not null,
    path text not null,
    outcome text not null check (outcome in ('done', 'refused', 'denied', 'viewed')),
    reason text,
    request_id text
);
create index audit_at on platform.audit (at);
create index audit_user on platform.audit (user_id, at);

create table platform.outbox (
    outbox_id bigint generated always as identity,
    -- the transaction that told: readers go by it, so that a late commit is not skipped
    txid xid8 not null default pg_current_xact_id(),
    event_id uuid not null unique,
    name text not null,
    payload jsonb not null,
    told_at timestamptz not null,
    primary key (txid, outbox_id)
);
create index outbox_name on platform.outbox (name, txid, outbox_id);

create table platform.outbox_cursor (
    consumer text primary key,
    event text not null,
    txid xid8 not null default '0'::xid8,
    outbox_id bigint not null default 0,
    attempts int not null default 0
);

create table platform.outbox_parked (
    consumer text not null,
    outbox_id bigint not null,
    error text not null,
    parked_at timestamptz not null,
    primary key (consumer, outbox_id)
);

create table platform.idempotency (
    user_id uuid not null,
    key text not null,
    operation text not null,
    request_digest bytea not null,
    status int,
    body jsonb,
    at timestamptz not null,
    primary key (user_id, key)
);
create index idempotency_at on platform.idempotency (at);

create view platform.v_org as select org_id, code, kind, name, name_en, pinyin, district, latitude, longitude from platform.org;
create view platform.v_site as
    select site_id, org_id, code, kind, name, name_en, pinyin, district, latitude, longitude, temp_c_min, temp_c_max
    from platform.site;
create view platform.v_user as select user_id, org_id, site_id, username, display_name from platform.app_user;
