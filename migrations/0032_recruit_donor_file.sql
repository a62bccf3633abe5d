-- The donor's file: several documents, consents by channel and purpose, what was given elsewhere, and files that turned out
-- to be of one person. Rows are never deleted: a merged file points to the one that stands for the person.

drop view recruit.v_donor;

create table recruit.document (
    document_id uuid primary key,
    donor_id uuid not null references recruit.donor,
    kind text not null check (kind in ('citizen_id', 'passport', 'home_return_permit', 'taiwan_permit', 'residence_permit',
        'officer_card', 'other')),
    -- what a document of another kind is called
    naming text,
    -- sealed by the vault; found by keyed hash
    number_sealed bytea not null,
    fingerprint bytea not null,
    valid_until date,
    added_at timestamptz not null,
    added_by uuid not null references platform.app_user,
    ended_at timestamptz,
    ended_by uuid references platform.app_user,
    -- replaced: it was right and still finds its owner. corrected: it was mistyped and is nobody's
    ended_how text check (ended_how in ('replaced', 'corrected')),
    ended_reason text,
    replaced_by uuid references recruit.document,
    check ((kind = 'other') = (naming is not null)),
    check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_how is null)
        and (ended_at is null) = (ended_reason is null))
);
create unique index document_fingerprint on recruit.document (fingerprint) where ended_how is distinct from 'corrected';
create index document_donor on recruit.document (donor_id);

insert into recruit.document (document_id, donor_id, kind, number_sealed, fingerprint, added_at, added_by)
select donor_id, donor_id, document_kind, document_sealed, document_fingerprint, registered_at, registered_by
from recruit.donor;

-- What a donor said about being reached, word by word: the latest of each channel and purpose counts.
create table recruit.consent (
    consent_id uuid primary key,
    donor_id uuid not null references recruit.donor,
    channel text not null check (channel in ('sms', 'call', 'wechat', 'mail', 'app')),
    purpose text not null check (purpose in ('service', 'marketing')),
    granted boolean not null,
    source text not null check (source in ('registration', 'desk', 'phone', 'paper', 'app')),
    said_at timestamptz not null,
    entered_by uuid not null references platform.app_user
);
create index consent_donor on recruit.consent (donor_id, channel, purpose, said_at desc);

insert into recruit.consent (consent_id, donor_id, channel, purpose, granted, source, said_at, entered_by)
select gen_random_uuid(), donor_id, channel, 'service', consent_to_be_told, 'registration', registered_at, registered_by
from recruit.donor cross join (values ('sms'), ('app')) as way (channel);

-- What was given at other stations. It counts for intervals; a mistake is withdrawn, not deleted.
create table recruit.elsewhere (
    elsewhere_id uuid primary key,
    donor_id uuid not null references recruit.donor,
    station text not null,
    given_on date not null,
    kind text not null check (kind in ('whole_blood', 'apheresis_platelets', 'apheresis_plasma')),
    outcome text not null check (outcome in ('completed', 'failed')),
    volume_ml int check (volume_ml between 1 and 2000),
    evidence text not null check (evidence in ('certificate', 'province', 'own_word')),
    entered_at timestamptz not null,
    entered_by uuid not null references platform.app_user,
    withdrawn_at timestamptz,
    withdrawn_by uuid references platform.app_user,
    withdrawn_reason text,
    check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_reason is null))
);
create unique index elsewhere_once on recruit.elsewhere (donor_id, given_on, kind) where withdrawn_at is null;

alter table recruit.donor
    add column main_document uuid,
    -- the file that stands for the person; the file itself until it is merged
    add column person_id uuid references recruit.donor,
    add column merged_into uuid references recruit.donor,
    add column district text,
    add column occupation text check (occupation in ('student', 'teacher', 'health', 'civil_service', 'soldier', 'worker',
        'farmer', 'service', 'office', 'self_employed', 'retired', 'other')),
    add column language text not null default 'zh' check (language in ('zh', 'en')),
    -- name, relation and phone of somebody to call
    add column emergency_sealed bytea,
    -- since when the search finds it and it was compared with the others; absent: a job does it
    add column indexed_at timestamptz,
    add column compared_at timestamptz;
update recruit.donor set main_document = donor_id, person_id = donor_id;
alter table recruit.donor
    alter column main_document set not null,
    alter column person_id set not null,
    -- the file and its first document are kept in one transaction, in whichever order
    add constraint donor_main_document foreign key (main_document) references recruit.document deferrable initially deferred,
    add constraint donor_merged check ((merged_into is null) = (person_id = donor_id)),
    drop column document_kind,
    drop column document_sealed,
    drop column document_fingerprint,
    drop column consent_to_be_told;
create index donor_person on recruit.donor (person_id);
create index donor_born on recruit.donor (born_on);
create index donor_pinyin_born on recruit.donor (pinyin, born_on);
create index donor_unindexed on recruit.donor (donor_id) where indexed_at is null;
create index donor_uncompared on recruit.donor (donor_id) where compared_at is null;

-- A file with what is true of the whole person: names and numbers of the file that stands for the person, facts of all files.
create view recruit.v_donor as
select d.donor_id, d.person_id, r.main_document, o.kind as document_kind, o.naming as document_naming,
    o.number_sealed as document_sealed, r.phone_sealed, r.name, r.pinyin, r.initials, r.born_on, r.sex,
    coalesce(c.granted, false) as consent_to_be_told, b.blood_group, r.registered_at, r.registered_by, r.district,
    r.occupation, r.language, r.emergency_sealed,
    g.donations, g.reactions, g.last_ended_at, f.permanent, f.deferred_until,
    greatest(g.last_ended_at, n.last_failed_at) as last_needle_at
from recruit.donor d
join recruit.donor r on r.donor_id = d.person_id
join recruit.document o on o.document_id = r.main_document
left join lateral (
    select s.granted from recruit.donor m join recruit.consent s on s.donor_id = m.donor_id
    where m.person_id = d.person_id and s.channel = 'sms' and s.purpose = 'service'
    order by s.said_at desc, s.consent_id desc limit 1
) c on true
cross join lateral (
    select min(m.blood_group) as blood_group from recruit.donor m where m.person_id = d.person_id
) b
cross join lateral (
    select count(*) as donations, count(*) filter (where t.reaction) as reactions, max(t.ended_at) as last_ended_at
    from recruit.donor m join recruit.donation t on t.donor_id = m.donor_id where m.person_id = d.person_id
) g
cross join lateral (
    select coalesce(bool_or(t.kind = 'permanent'), false) as permanent, max(t.until) as deferred_until
    from recruit.donor m join recruit.deferral t on t.donor_id = m.donor_id
    where m.person_id = d.person_id and t.lifted_at is null
) f
cross join lateral (
    select max(t.needle_at) as last_failed_at
    from recruit.donor m join recruit.needle t on t.donor_id = m.donor_id where m.person_id = d.person_id
) n;
