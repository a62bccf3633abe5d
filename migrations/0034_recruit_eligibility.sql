-- What a donor's needles were, what a deferral counts from and keeps from, special permissions.
alter table recruit.donation
    add column donation_id uuid,
    add column kind text not null default 'whole_blood'
        check (kind in ('whole_blood', 'apheresis_platelets', 'apheresis_plasma'));
alter table recruit.needle
    add column kind text not null default 'whole_blood'
        check (kind in ('whole_blood', 'apheresis_platelets', 'apheresis_plasma'));

-- Reactions that count, in whichever order they and their donations are heard of.
create table recruit.reacted (
    donation_id uuid primary key,
    donor_id uuid not null references recruit.donor,
    onset_at timestamptz not null
);

-- Every needle that is known. Days are read on Chinese clocks, eight hours ahead of Greenwich all year.
create view recruit.v_needle as
select donor_id, donation_id, (ended_at at time zone interval '8 hours')::date as on_day, kind, 'completed' as outcome,
    coalesce(volume_ml, 0) as volume_ml, coalesce(reaction, false) as reaction
from recruit.donation where donor_id is not null
union all
select donor_id, donation_id, (needle_at at time zone interval '8 hours')::date, kind, 'failed', 0,
    exists (select from recruit.reacted r where r.donation_id = needle.donation_id)
from recruit.needle
union all
select donor_id, null, given_on, kind, case outcome when 'completed' then 'elsewhere' else 'failed' end,
    coalesce(volume_ml, 0), false
from recruit.elsewhere where withdrawn_at is null;

alter table recruit.deferral
    add column case_code text,
    -- the day from which the rulebook counts: of the operation, of the cure, of the last dose
    add column event_on date,
    -- what may not be given; everything when empty
    add column kinds text[] not null default '{}',
    -- what another scene entered it about; the same code is entered once about one thing
    add column about text,
    drop constraint deferral_source_check,
    drop constraint deferral_check1,
    add constraint deferral_source_check
        check (source in ('staff', 'laboratory', 'physician', 'call_back', 'reaction')),
    add constraint deferral_made_by_check check ((source = 'laboratory') = (made_by is null));
create unique index deferral_about on recruit.deferral (donor_id, code, about) where about is not null;

-- Another last day than before, and why.
create table recruit.deferral_change (
    change_id uuid primary key,
    deferral_id uuid not null references recruit.deferral,
    until_before date not null,
    until_after date not null,
    reason text not null,
    changed_at timestamptz not null,
    changed_by uuid not null references platform.app_user
);
create index deferral_change_deferral on recruit.deferral_change (deferral_id, changed_at);

-- A special permission of a physician: for one donation, until a day.
create table recruit.permit (
    permit_id uuid primary key,
    donor_id uuid not null references recruit.donor,
    permits text not null check (permits in ('interval', 'age')),
    kind text not null check (kind in ('whole_blood', 'apheresis_platelets', 'apheresis_plasma')),
    from_on date not null,
    until_on date not null,
    -- for whom and why, sealed: it may name a patient
    reason_sealed bytea not null,
    -- the paper that asks for it
    paper text not null,
    given_at timestamptz not null,
    given_by uuid not null references platform.app_user,
    org_id uuid not null references platform.org,
    -- the donation for which it was used
    used_for uuid,
    used_at timestamptz,
    withdrawn_at timestamptz,
    withdrawn_by uuid references platform.app_user,
    withdrawn_reason text,
    check (from_on <= until_on),
    check ((used_for is null) = (used_at is null)),
    check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_reason is null)),
    check (used_at is null or withdrawn_at is null)
);
create index permit_donor on recruit.permit (donor_id) where used_at is null and withdrawn_at is null;
create unique index permit_used_for on recruit.permit (used_for, permits) where used_for is not null;
