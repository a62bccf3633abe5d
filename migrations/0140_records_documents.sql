-- Records 档: what was drawn up, who signed it, and with which keys. What names people is sealed.
create schema records;

-- The development authority of each signature profile; its keys are encrypted and sealed.
create table records.authority (
    profile text primary key check (profile in ('sm2', 'p256')),
    sealed bytea not null,
    created_at timestamptz not null
);
create sequence records.stamp_serial;
create sequence records.list_number;

-- Who signs with what. Nothing is ever deleted: an old signature needs its certificate for as long as it is kept.
create table records.certificate (
    certificate_id uuid primary key,
    user_id uuid not null references platform.app_user,
    profile text not null references records.authority,
    medium text not null check (medium in ('software')),
    serial text not null unique,
    der bytea not null,
    -- the key as PKCS#8, encrypted with the owner's PIN, sealed once more
    key_sealed bytea not null,
    valid_from timestamptz not null,
    valid_until timestamptz not null,
    created_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by uuid references platform.app_user,
    revocation text check (revocation in ('key_compromise', 'superseded', 'cessation')),
    revocation_note text,
    pin_failures int not null default 0,
    check (valid_from < valid_until),
    check ((revoked_at is null) = (revocation is null))
);
create unique index certificate_in_use on records.certificate (user_id, profile) where revoked_at is null;
create index certificate_of_user on records.certificate (user_id, certificate_id desc);

create table records.document (
    document_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    -- day and running number, such as 202611220001
    number text not null,
    form text not null,
    form_version int not null,
    form_code text not null,
    title jsonb not null,
    -- digest of the template's files, hexadecimal
    template text not null,
    -- what it is about, such as 'shipment' and its id; the thing itself lives in another scene
    subject_kind text,
    subject_id text,
    lang text not null check (lang in ('zh', 'en')),
    -- the permission that whoever sees it has to have besides
    seen_with text not null,
    state text not null check (state in ('open', 'complete', 'refused', 'withdrawn')),
    -- what it was drawn from, and its newest bytes with every signature so far
    data_sealed bytea not null,
    pdf_sealed bytea not null,
    pdf_bytes int not null,
    -- SHA-256 of the newest bytes: a file that somebody brings is found by it
    digest bytea not null check (length(digest) = 32),
    boxes jsonb not null,
    created_at timestamptz not null,
    created_by uuid not null references platform.app_user,
    closed_at timestamptz,
    retain_until date,
    unique (org_id, number),
    check ((subject_kind is null) = (subject_id is null)),
    check ((state = 'open') = (closed_at is null))
);
create index document_newest on records.document (org_id, document_id desc);
create index document_subject on records.document (subject_kind, subject_id) where subject_id is not null;
create index document_digest on records.document (digest);

-- A place for a signature. Waiting, refusing and withdrawing are states, not absences.
create table records.signature (
    document_id uuid not null references records.document,
    slot text not null,
    place int not null,
    title jsonb not null,
    state text not null check (state in ('waiting', 'signed', 'refused')),
    by_user uuid references platform.app_user,
    certificate_id uuid references records.certificate,
    at timestamptz,
    reason text,
    primary key (document_id, slot),
    unique (document_id, place),
    check ((state = 'waiting') = (by_user is null)),
    check ((state = 'waiting') = (at is null)),
    check ((state = 'signed') = (certificate_id is not null))
);
create index signature_waiting on records.signature (document_id) where state = 'waiting';

-- The life of a document: who drew it up, signed it, looked at it, printed it.
create table records.step (
    document_id uuid not null references records.document,
    step_no bigint generated always as identity,
    kind text not null check (kind in ('drawn', 'signed', 'refused', 'withdrawn', 'completed', 'viewed', 'printed')),
    by_user uuid not null references platform.app_user,
    at timestamptz not null,
    note text,
    primary key (document_id, step_no)
);
create table records.day_number (
    org_id uuid not null references platform.org,
    day date not null,
    last int not null,
    primary key (org_id, day)
);
