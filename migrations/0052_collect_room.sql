-- The collection room: reactions until they are closed, lots at a site, what machines say about a donation.

-- How a reaction was told, and what was decided about a deferral that the rulebook proposes.
alter table collect.reaction
    add column told_way text not null default 'seen' check (told_way in ('seen', 'phone', 'visit')),
    add column deferral_decided_at timestamptz,
    add column deferral_decided_by uuid references platform.app_user,
    -- what was entered; null when the proposal was declined
    add column deferral_code text,
    add column deferral_reason text,
    add constraint reaction_deferral check ((deferral_decided_at is null) = (deferral_decided_by is null)
        and (deferral_decided_at is null) = (deferral_reason is null)
        and (deferral_code is null or deferral_decided_at is not null));
alter table collect.reaction_note drop constraint reaction_note_kind_check;
alter table collect.reaction_note add constraint reaction_note_kind_check
    check (kind in ('vitals', 'measure', 'follow_up', 'grade', 'deferral'));
create index reaction_open on collect.reaction (follow_up_by) where closed_at is null;

drop view collect.v_reaction;
create view collect.v_reaction as
select r.*, d.donor_id, d.donor_name_masked, d.donation_number, d.kind as donation_kind, d.org_id, d.site_id,
    s.name as site_name, p.display_name as reported_by_name, c.display_name as closed_by_name,
    f.display_name as deferral_decided_by_name,
    exists (select from collect.reaction_note n where n.reaction_id = r.reaction_id and n.kind = 'follow_up') as followed_up,
    (r.measures <> '' or exists (select from collect.reaction_note n where n.reaction_id = r.reaction_id and n.kind = 'measure'))
        as treated
from collect.reaction r
join collect.donation d on d.donation_id = r.donation_id
join platform.v_site s on s.site_id = d.site_id
join platform.v_user p on p.user_id = r.reported_by
left join platform.v_user c on c.user_id = r.closed_by
left join platform.v_user f on f.user_id = r.deferral_decided_by;

-- A lot as it lies at a site: received, open, finished.
create table collect.lot_stock (
    stock_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    item text not null check (item in ('kit', 'needle', 'tube', 'pouch')),
    lot text not null,
    -- number of the article on the maker's label
    article text,
    expires_on date not null,
    pieces int not null check (pieces > 0),
    state text not null check (state in ('received', 'open', 'finished')),
    received_at timestamptz not null,
    received_by uuid not null references platform.app_user,
    opened_at timestamptz,
    opened_by uuid references platform.app_user,
    finished_at timestamptz,
    finished_by uuid references platform.app_user,
    finished_why text,
    constraint lot_stock_key unique (site_id, item, lot),
    check ((opened_at is null) = (opened_by is null)),
    check ((finished_at is null) = (finished_by is null) and (finished_at is null) = (finished_why is null)),
    check ((state = 'finished') = (finished_at is not null) and (state <> 'open' or opened_at is not null))
);
create index lot_stock_list on collect.lot_stock (org_id, site_id, state);

-- What the machine itself has said about a donation: the record that was taken, and what differs from what was typed.
create table collect.flow (
    donation_id uuid primary key references collect.donation,
    reading_id uuid not null references collect.reading,
    duration_s double precision,
    -- what was typed and what the machine said, where they differ by more than the rulebook allows
    differences jsonb not null,
    explained text,
    explained_by uuid references platform.app_user,
    kept_at timestamptz not null,
    check ((explained is null) = (explained_by is null)),
    check (differences = '[]'::jsonb or explained is not null)
);
