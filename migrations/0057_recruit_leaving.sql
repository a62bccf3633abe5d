-- Donors who want their account deleted: a case that a person handles to its end.
create table recruit.leaving (
    leaving_id uuid primary key,
    -- the order in which they asked
    leaving_no bigint generated always as identity,
    donor_id uuid not null references recruit.donor,
    asked_at timestamptz not null,
    -- the last day for an answer
    due_on date not null,
    state text not null check (state in ('open', 'done', 'withdrawn')),
    closed_at timestamptz,
    -- somebody of staff; nobody when the donor has taken the wish back
    closed_by uuid references platform.app_user,
    -- what was removed, in codes with counts; what stays, in codes
    removed jsonb,
    kept jsonb,
    -- what the donor was told
    answer text,
    check ((state = 'open') = (closed_at is null)),
    check ((state = 'done') = (closed_by is not null and removed is not null and kept is not null and answer is not null))
);
create unique index leaving_open on recruit.leaving (donor_id) where state = 'open';
create index leaving_list on recruit.leaving (state, leaving_no);

alter table recruit.donor
    -- since then nobody signs in with this file's phone
    add column account_closed_at timestamptz;

-- Where a donation was given, for lists of those who gave there.
alter table recruit.donation add column site_id uuid references platform.site;
create index donation_site on recruit.donation (site_id, ended_at) where site_id is not null;
