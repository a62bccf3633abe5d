-- Keys that live elsewhere: USB keys, security keys, signature services; what they are asked, and what waits for their answer.
alter table records.certificate drop constraint certificate_medium_check;
alter table records.certificate
    alter column key_sealed drop not null,
    add column label text not null default '',
    -- a certificate of another authority that was brought along is not on our list of withdrawn ones
    add column issued_here boolean not null default true,
    -- SHA-256 of the public key: a key that was lost is never taken again
    add column key_digest bytea check (length(key_digest) = 32),
    -- a security key: its name for this credential, and what else is known of it
    add column credential_id bytea,
    add column credential jsonb,
    add constraint certificate_medium_check check (medium in ('software', 'pkcs11', 'skf', 'webauthn', 'service')),
    add check ((medium = 'software') = (key_sealed is not null)),
    add check ((medium = 'webauthn') = (credential_id is not null)),
    add check ((credential_id is null) = (credential is null));

-- Of each kind one is in use; security keys are many, one is kept in the safe.
drop index records.certificate_in_use;
create unique index certificate_in_use on records.certificate (user_id, profile, medium)
    where revoked_at is null and medium <> 'webauthn';
create unique index certificate_credential on records.certificate (credential_id) where credential_id is not null;
create unique index certificate_key on records.certificate (key_digest) where revoked_at is null;
create index certificate_key_lost on records.certificate (key_digest) where revocation = 'key_compromise';

-- Random bytes that a key is asked to sign, once.
create table records.challenge (
    challenge_id uuid primary key,
    purpose text not null check (purpose in ('register', 'sign_in')),
    medium text check (medium in ('pkcs11', 'skf', 'webauthn', 'service')),
    -- who is signed in; nobody yet at a sign-in
    user_id uuid references platform.app_user,
    bytes bytea not null check (length(bytes) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    check ((purpose = 'register') = (user_id is not null)),
    check ((purpose = 'register') = (medium is not null))
);
create index challenge_expired on records.challenge (expires_at);

-- A signature that waits for the answer of a key outside the server.
create table records.ceremony (
    ceremony_id uuid primary key,
    document_id uuid not null references records.document,
    slot text not null,
    user_id uuid not null references platform.app_user,
    certificate_id uuid not null references records.certificate,
    -- what the signature says
    at timestamptz not null,
    reason text not null,
    device text not null,
    -- SHA-256 of the bytes that were shown, what the key was asked to sign, and what the notary goes on with
    digest bytea not null check (length(digest) = 32),
    to_sign bytea not null,
    state_sealed bytea not null,
    expires_at timestamptz not null,
    finished_at timestamptz
);
create index ceremony_expired on records.ceremony (expires_at);

-- The seal of each organisation, a certificate that names no person and its key.
create table records.seal (
    org_id uuid not null references platform.org,
    profile text not null references records.authority,
    sealed bytea not null,
    created_at timestamptz not null,
    valid_until timestamptz not null,
    primary key (org_id, profile)
);

-- The picture of a person's handwritten name or seal.
create table records.seal_picture (
    user_id uuid primary key references platform.app_user,
    png_sealed bytea not null,
    changed_at timestamptz not null
);
