-- Donors: who they are (sealed), how they may be reached, what they gave, when they may not give.
create schema recruit;

create table recruit.donor (
    donor_id uuid primary key,
    document_kind text not null check (document_kind in ('citizen_id', 'passport')),
    -- sealed by the vault; found by keyed hash
    document_sealed bytea not null,
    document_fingerprint bytea not null,
    phone_sealed bytea not null,
    phone_fingerprint bytea not null,
    -- prefixes are searched as ranges, so these compare byte by byte
    name text collate "C" not null,
    pinyin text collate "C" not null,
    initials text collate "C" not null,
    born_on date not null,
    sex text not null check (sex in ('male', 'female')),
    consent_to_be_told boolean not null,
    -- what two independent judgements of the laboratory agree on; never overwritten
    blood_group text,
    group_confirmed_at timestamptz,
    -- donors of the same name and birthday that the registering person has ruled out
    not_duplicate_of uuid[] not null,
    registered_at timestamptz not null,
    registered_by uuid not null references platform.app_user,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    constraint donor_document_key unique (document_fingerprint),
    check ((blood_group is null) = (group_confirmed_at is null))
);
create index donor_pinyin on recruit.donor (pinyin, donor_id);
create index donor_name on recruit.donor (name, born_on);
create index donor_initials on recruit.donor (initials);
create index donor_phone on recruit.donor (phone_fingerprint);

-- What is heard of donations. The judgement may be heard before the donation, so either row half may come first.
create table recruit.donation (
    donation_number text primary key,
    donor_id uuid references recruit.donor,
    ended_at timestamptz,
    volume_ml int,
    reaction boolean,
    -- the code of the deferral that the laboratory's judgement asks for; which marker it was is not known here
    judged_code text,
    judged_at timestamptz,
    check ((donor_id is null) = (ended_at is null)),
    check ((judged_code is null) = (judged_at is null))
);
create index donation_donor on recruit.donation (donor_id, ended_at);

create table recruit.deferral (
    deferral_id uuid primary key,
    donor_id uuid not null references recruit.donor,
    kind text not null check (kind in ('permanent', 'temporary')),
    code text not null,
    -- last day on which the donor may not give
    until date,
    confidential boolean not null,
    note_sealed bytea,
    source text not null check (source in ('staff', 'laboratory')),
    donation_number text,
    made_at timestamptz not null,
    made_by uuid references platform.app_user,
    lifted_at timestamptz,
    lifted_by uuid references platform.app_user,
    lifted_reason text,
    check ((kind = 'permanent') = (until is null)),
    check ((source = 'staff') = (made_by is not null)),
    check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lifted_reason is null))
);
create index deferral_donor on recruit.deferral (donor_id) where lifted_at is null;
create unique index deferral_donation on recruit.deferral (donation_number, code) where source = 'laboratory';

-- A donor with what eligibility depends on.
create view recruit.v_donor as
select d.donor_id, d.document_kind, d.document_sealed, d.phone_sealed, d.name, d.pinyin, d.initials, d.born_on, d.sex,
    d.consent_to_be_told, d.blood_group, d.registered_at, d.document_fingerprint, d.phone_fingerprint,
    g.donations, g.reactions, g.last_ended_at, f.permanent, f.deferred_until
from recruit.donor d
cross join lateral (
    select count(*) as donations, count(*) filter (where reaction) as reactions, max(ended_at) as last_ended_at
    from recruit.donation where donor_id = d.donor_id
) g
cross join lateral (
    select coalesce(bool_or(kind = 'permanent'), false) as permanent, max(until) as deferred_until
    from recruit.deferral where donor_id = d.donor_id and lifted_at is null
) f;
