-- Needles without a donation: the interval to the next donation is counted from them too.
create table recruit.needle (
    donation_id uuid primary key,
    donor_id uuid not null references recruit.donor,
    needle_at timestamptz not null
);
create index needle_donor on recruit.needle (donor_id, needle_at);

-- A donor with what eligibility depends on: as before, and the last needle, of a donation or in vain.
create or replace view recruit.v_donor as
select d.donor_id, d.document_kind, d.document_sealed, d.phone_sealed, d.name, d.pinyin, d.initials, d.born_on, d.sex,
    d.consent_to_be_told, d.blood_group, d.registered_at, d.document_fingerprint, d.phone_fingerprint,
    g.donations, g.reactions, g.last_ended_at, f.permanent, f.deferred_until,
    greatest(g.last_ended_at, n.last_failed_at) as last_needle_at
from recruit.donor d
cross join lateral (
    select count(*) as donations, count(*) filter (where reaction) as reactions, max(ended_at) as last_ended_at
    from recruit.donation where donor_id = d.donor_id
) g
cross join lateral (
    select coalesce(bool_or(kind = 'permanent'), false) as permanent, max(until) as deferred_until
    from recruit.deferral where donor_id = d.donor_id and lifted_at is null
) f
cross join lateral (
    select max(needle_at) as last_failed_at from recruit.needle where donor_id = d.donor_id
) n;
