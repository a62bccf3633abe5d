-- The end of a day at a site: what was counted, what differed and why; boxes that bring bags and tubes to the station.
create table collect.session (
    session_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    -- the day on Chinese clocks
    day date not null,
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    -- counted by hand, before the screen says what is expected
    counted_bags int check (counted_bags >= 0),
    counted_tubes int check (counted_tubes >= 0),
    counted_forms int check (counted_forms >= 0),
    counted_at timestamptz,
    counted_by uuid references platform.app_user,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    -- what the system said when it was closed
    summary jsonb,
    constraint session_day unique (site_id, day),
    check ((counted_at is null) = (counted_by is null) and (counted_at is null) = (counted_bags is null)
        and (counted_at is null) = (counted_tubes is null) and (counted_at is null) = (counted_forms is null)),
    check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (summary is null)),
    check (closed_at is null or counted_at is not null)
);

-- Why something differs, in somebody's words.
create table collect.session_explanation (
    session_id uuid not null references collect.session,
    kind text not null,
    -- the number or the figure that it is about
    about text not null,
    said text not null,
    said_at timestamptz not null,
    said_by uuid not null references platform.app_user,
    primary key (session_id, kind, about)
);

-- Kits and tubes that were opened and not used for a donation.
create table collect.session_spoiled (
    spoiled_id uuid primary key,
    session_id uuid not null references collect.session,
    item text not null check (item in ('kit', 'needle', 'tube', 'pouch')),
    lot text not null,
    pieces int not null check (pieces > 0),
    reason text not null,
    noted_at timestamptz not null,
    noted_by uuid not null references platform.app_user
);
create index session_spoiled_session on collect.session_spoiled (session_id);

-- A closed session that was opened again, with what it had said.
create table collect.session_reopening (
    session_id uuid not null references collect.session,
    reopened_at timestamptz not null,
    reopened_by uuid not null references platform.app_user,
    reason text not null,
    closed_at timestamptz not null,
    closed_by uuid not null references platform.app_user,
    summary jsonb not null,
    primary key (session_id, reopened_at)
);

create table collect.box (
    -- the journey of its bags in the ledger
    box_id uuid primary key,
    org_id uuid not null references platform.org,
    from_site uuid not null references platform.site,
    day date not null,
    code text not null,
    -- how it keeps its contents: a code of the rulebook
    mode text not null,
    logger text,
    state text not null check (state in ('packing', 'sent', 'received', 'undone')),
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    seal text,
    carrier text,
    sent_temp int,
    sent_note text,
    sent_at timestamptz,
    sent_by uuid references platform.app_user,
    to_site uuid references platform.site,
    seal_found text,
    received_temp int,
    received_note text,
    received_at timestamptz,
    received_by uuid references platform.app_user,
    undone_reason text,
    check (state not in ('sent', 'received') or (sent_at is not null and sent_by is not null and seal is not null and carrier is not null)),
    check ((state = 'received') = (received_at is not null) and (received_at is null) = (received_by is null)),
    check ((state = 'received') = (to_site is not null)),
    check ((state = 'undone') = (undone_reason is not null))
);
-- a box is on one journey at a time
create unique index box_in_use on collect.box (org_id, code) where state in ('packing', 'sent');
create index box_list on collect.box (opened_at desc, box_id desc);
create index box_site on collect.box (from_site, day);

create table collect.box_bag (
    box_id uuid not null references collect.box,
    unit_id uuid not null references ledger.unit,
    donation_id uuid not null references collect.donation,
    donation_number text not null,
    put_in_at timestamptz not null,
    put_in_by uuid not null references platform.app_user,
    -- true until it is out again
    under_way boolean not null,
    found text check (found in ('good', 'damaged', 'missing')),
    note text,
    primary key (box_id, unit_id)
);
-- a bag is in one box at a time
create unique index box_bag_once on collect.box_bag (unit_id) where under_way;
create index box_bag_donation on collect.box_bag (donation_id);

create table collect.box_tubes (
    box_id uuid not null references collect.box,
    donation_number text not null,
    donation_id uuid not null references collect.donation,
    tubes int not null check (tubes > 0),
    found int check (found >= 0),
    primary key (box_id, donation_number)
);
create index box_tubes_donation on collect.box_tubes (donation_id);

create view collect.v_box as
select b.*, f.name as from_site_name, t.name as to_site_name, o.display_name as opened_by_name,
    s.display_name as sent_by_name, r.display_name as received_by_name,
    (select count(*) from collect.box_bag g where g.box_id = b.box_id) as bags,
    (select coalesce(sum(u.tubes), 0) from collect.box_tubes u where u.box_id = b.box_id) as tubes,
    (select min(d.ended_at) from collect.box_bag g join collect.donation d on d.donation_id = g.donation_id
        where g.box_id = b.box_id) as oldest_ended_at
from collect.box b
join platform.v_site f on f.site_id = b.from_site
left join platform.v_site t on t.site_id = b.to_site
join platform.v_user o on o.user_id = b.opened_by
left join platform.v_user s on s.user_id = b.sent_by
left join platform.v_user r on r.user_id = b.received_by;
