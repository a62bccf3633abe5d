-- Donor pad: forms before people who have no key and sign by hand, and what was captured of them.
create table records.pad (
    pad_id uuid primary key,
    org_id uuid not null references platform.org,
    -- where: shown by a pad of this site alone
    site_id uuid not null references platform.site,
    document_id uuid not null references records.document,
    slot text not null,
    -- SHA-256 of the bytes that are shown, and signed as they were shown
    digest bytea not null check (length(digest) = 32),
    name_sealed bytea not null,
    state text not null check (state in
        ('waiting', 'shown', 'consented', 'captured', 'written', 'signed', 'refused', 'cancelled', 'expired')),
    -- what the person decided about the fingerprint
    choice text check (choice in ('agreed', 'witness')),
    created_at timestamptz not null,
    created_by uuid not null references platform.app_user,
    expires_at timestamptz not null,
    -- the account of the pad that shows it
    pad_user uuid references platform.app_user,
    shown_at timestamptz,
    chosen_at timestamptz,
    captured_at timestamptz,
    written_at timestamptz,
    witnessed_by uuid references platform.app_user,
    ended_at timestamptz,
    reason text,
    foreign key (document_id, slot) references records.signature (document_id, slot),
    check (created_at < expires_at),
    check ((pad_user is null) = (shown_at is null)),
    check ((choice is null) = (chosen_at is null)),
    check (state not in ('shown', 'consented', 'captured', 'written', 'signed', 'refused') or pad_user is not null),
    check (state not in ('consented', 'captured', 'written', 'signed') or choice is not null),
    -- a fingerprint only after consent, a signature with a fingerprint or a witness
    check (state <> 'captured' or (choice = 'agreed' and captured_at is not null)),
    check (state <> 'written' or choice = 'witness'),
    check (state <> 'signed' or (choice = 'agreed' and captured_at is not null) or (choice = 'witness' and witnessed_by is not null)),
    check ((state in ('signed', 'refused', 'cancelled', 'expired')) = (ended_at is not null))
);
create unique index pad_at_work on records.pad (document_id, slot)
    where state in ('waiting', 'shown', 'consented', 'captured', 'written');
create index pad_ending on records.pad (expires_at)
    where state in ('waiting', 'shown', 'consented', 'captured', 'written');
create index pad_of_site on records.pad (site_id, pad_id desc);
create index pad_of_document on records.pad (document_id);

-- What was captured: kept sealed for as long as the document, erased at once when it ends up unused.
create table records.evidence (
    pad_id uuid not null references records.pad,
    kind text not null check (kind in ('strokes', 'fingerprint', 'identity')),
    sealed bytea not null,
    -- SHA-256 of what is sealed, which the signature binds; of a proof of identity a keyed hash, for it could be guessed
    digest bytea not null check (length(digest) = 32),
    format text not null,
    device text not null,
    quality int check (quality between 0 and 100),
    captured_at timestamptz not null,
    primary key (pad_id, kind),
    check ((kind = 'fingerprint') = (quality is not null))
);

-- A place may be signed by hand: by a person without an account, whose name is sealed.
alter table records.signature
    add column pad_id uuid references records.pad,
    add column by_name_sealed bytea,
    add column witnessed_by uuid references platform.app_user,
    add column hand text generated always as
        (case when pad_id is not null then 'pad' when by_user is not null then 'key' end) stored;
alter table records.signature drop constraint signature_check, drop constraint signature_check1, drop constraint signature_check2;
alter table records.signature
    add constraint signature_by check ((state = 'waiting') = (by_user is null and pad_id is null)),
    add constraint signature_one_hand check (by_user is null or pad_id is null),
    add constraint signature_at check ((state = 'waiting') = (at is null)),
    add constraint signature_key check ((state = 'signed' and by_user is not null) = (certificate_id is not null)),
    add constraint signature_name check ((pad_id is null) = (by_name_sealed is null)),
    add constraint signature_witness check (witnessed_by is null or pad_id is not null);

alter table records.step drop constraint step_kind_check;
alter table records.step add constraint step_kind_check check (kind in
    ('drawn', 'signed', 'refused', 'withdrawn', 'completed', 'viewed', 'printed',
     'sent_to_pad', 'signed_by_hand', 'witnessed', 'evidence_viewed'));

-- A session at a pad as it is shown, with what it is about.
create view records.v_pad as
select p.pad_id, p.org_id, p.site_id, p.document_id, p.slot, p.digest, p.name_sealed, p.state, p.choice, p.created_at,
    p.created_by, p.expires_at, p.pad_user, p.shown_at, p.chosen_at, p.captured_at, p.written_at, p.ended_at, p.reason,
    d.number, d.form, d.title, d.seen_with, s.title as slot_title, c.display_name as created_by_name,
    t.display_name as pad_name, w.display_name as witness
from records.pad p
    join records.document d using (document_id)
    join records.signature s using (document_id, slot)
    join platform.v_user c on c.user_id = p.created_by
    left join platform.v_user t on t.user_id = p.pad_user
    left join platform.v_user w on w.user_id = p.witnessed_by;
