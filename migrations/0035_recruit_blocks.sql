-- Who may not give is shared between stations by keyed hash, and the way back: re-entry.

-- The key that all stations of an exchange share, sealed. The latest one counts.
create table recruit.sharing_key (
    sharing_key_id uuid primary key,
    key_sealed bytea not null,
    -- the first bytes of a hash of the key, so that two stations can compare without telling it
    fingerprint text not null,
    set_at timestamptz not null,
    set_by uuid not null references platform.app_user
);

-- A station with which blocks are exchanged.
create table recruit.partner (
    partner_id uuid primary key,
    name text not null,
    -- whom to ask about an entry
    ask_at text not null,
    -- the account with which it sends entries by itself
    account_id uuid references platform.app_user,
    org_id uuid not null references platform.org,
    made_at timestamptz not null,
    made_by uuid not null references platform.app_user,
    constraint partner_name_key unique (org_id, name)
);

-- What other stations say. No names and no reasons come with it.
create table recruit.foreign_block (
    foreign_block_id uuid primary key,
    partner_id uuid not null references recruit.partner,
    -- the partner's own name for it
    entry text not null,
    document_hash bytea check (octet_length(document_hash) = 32),
    person_hash bytea check (octet_length(person_hash) = 32),
    kind text not null check (kind in ('permanent', 'temporary')),
    since date not null,
    until date,
    withdrawn_on date,
    heard_at timestamptz not null,
    heard_by uuid not null references platform.app_user,
    constraint foreign_block_entry_key unique (partner_id, entry),
    check (document_hash is not null or person_hash is not null),
    check ((kind = 'permanent') = (until is null))
);
create index foreign_block_document on recruit.foreign_block (document_hash);
create index foreign_block_person on recruit.foreign_block (person_hash);

-- A physician has found that an entry is not about this donor, or no longer true.
create table recruit.block_clearance (
    donor_id uuid not null references recruit.donor,
    foreign_block_id uuid not null references recruit.foreign_block,
    reason text not null,
    cleared_at timestamptz not null,
    cleared_by uuid not null references platform.app_user,
    primary key (donor_id, foreign_block_id)
);

-- Re-entry of a donor who was excluded: asked for, waited for, tested again, decided by two.
create table recruit.reentry (
    reentry_id uuid primary key,
    donor_id uuid not null references recruit.donor,
    deferral_id uuid not null references recruit.deferral,
    -- the protocol of the rulebook, sealed: it tells what was found
    protocol_sealed bytea not null,
    state text not null check (state in ('waiting', 'testing', 'proposed', 'lifted', 'kept', 'withdrawn')),
    excluded_on date not null,
    wait_until date not null,
    reason_sealed bytea not null,
    asked_at timestamptz not null,
    asked_by uuid not null references platform.app_user,
    org_id uuid not null references platform.org,
    proposed_lift boolean,
    proposed_reason_sealed bytea,
    proposed_at timestamptz,
    proposed_by uuid references platform.app_user,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    closed_reason_sealed bytea,
    check ((proposed_by is null) = (proposed_at is null) and (proposed_by is null) = (proposed_lift is null)),
    check ((closed_at is null) = (closed_by is null)),
    check ((state in ('lifted', 'kept', 'withdrawn')) = (closed_at is not null)),
    -- who proposed a decision does not confirm it
    check (state not in ('lifted', 'kept') or closed_by <> proposed_by)
);
create unique index reentry_open on recruit.reentry (deferral_id) where closed_at is null;
create index reentry_asked on recruit.reentry (asked_at, reentry_id);

-- Tubes taken without a donation: a number of their own.
create table recruit.reentry_sample (
    donation_number text primary key,
    reentry_id uuid not null references recruit.reentry,
    taken_on date not null,
    taken_at timestamptz not null,
    taken_by uuid not null references platform.app_user
);
create index reentry_sample_case on recruit.reentry_sample (reentry_id);

-- A result as the laboratory's report says it: entered by one person, compared by another.
create table recruit.reentry_result (
    result_id uuid primary key,
    donation_number text not null references recruit.reentry_sample,
    retest text not null,
    passed_sealed bytea not null,
    report text not null,
    entered_at timestamptz not null,
    entered_by uuid not null references platform.app_user,
    compared_at timestamptz,
    compared_by uuid references platform.app_user,
    constraint reentry_result_key unique (donation_number, retest),
    check ((compared_at is null) = (compared_by is null)),
    check (compared_by <> entered_by)
);

-- A case with the people behind it and how far it is.
create view recruit.v_reentry as
select r.reentry_id, r.donor_id, s.name as donor_name, r.deferral_id, r.protocol_sealed, r.state, r.excluded_on,
    r.wait_until, r.reason_sealed, r.asked_at, r.asked_by, a.display_name as asked_by_name, r.proposed_lift,
    r.proposed_reason_sealed, r.proposed_at, r.proposed_by, p.display_name as proposed_by_name, r.closed_at, r.closed_by,
    c.display_name as closed_by_name, r.closed_reason_sealed, n.samples, n.results
from recruit.reentry r
join recruit.donor d on d.donor_id = r.donor_id
join recruit.donor s on s.donor_id = d.person_id
join platform.v_user a on a.user_id = r.asked_by
left join platform.v_user p on p.user_id = r.proposed_by
left join platform.v_user c on c.user_id = r.closed_by
cross join lateral (
    select count(distinct t.donation_number) as samples, count(x.result_id) as results
    from recruit.reentry_sample t left join recruit.reentry_result x on x.donation_number = t.donation_number
    where t.reentry_id = r.reentry_id
) n;

-- Every step of a case, in order: nothing that was proposed and put back is forgotten.
create table recruit.reentry_step (
    step_id uuid primary key,
    reentry_id uuid not null references recruit.reentry,
    what text not null check (what in ('asked', 'sampled', 'entered', 'compared', 'proposed_lift', 'proposed_keep', 'put_back',
        'lifted', 'kept', 'withdrawn')),
    note_sealed bytea,
    at timestamptz not null,
    by_user uuid not null references platform.app_user
);
create index reentry_step_case on recruit.reentry_step (reentry_id, at);
