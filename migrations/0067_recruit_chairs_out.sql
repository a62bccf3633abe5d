-- Chairs that are out of use for a while, and the bookings that are then one too many: a person moves or cancels each.
create table recruit.chair_out (
    out_id uuid primary key,
    site_id uuid not null references recruit.collection_site,
    chairs int not null check (chairs > 0),
    from_at timestamptz not null,
    until_at timestamptz not null,
    reason text not null,
    set_at timestamptz not null,
    set_by uuid not null references platform.app_user,
    check (from_at < until_at)
);
create index chair_out_time on recruit.chair_out (site_id, from_at);

create table recruit.booking_case (
    case_id uuid primary key,
    booking_id uuid not null references recruit.booking,
    out_id uuid not null references recruit.chair_out,
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    decision text check (decision in ('move', 'cancel', 'keep')),
    decided_reason text,
    decided_at timestamptz,
    decided_by uuid references platform.app_user,
    check ((decision is null) = (decided_at is null) and (decision is null) = (decided_by is null)
        and (decision is null) = (decided_reason is null))
);
create unique index booking_case_open on recruit.booking_case (booking_id) where decision is null;

-- The same, and who ended a booking: a donor whose place we took back is offered others.
create or replace view recruit.v_booking as
select b.booking_id, b.code, b.org_id, b.site_id, s.name as site_name, s.name_en as site_name_en, b.day, b.kind, b.starts_at,
    b.ends_at, b.seat, b.machine_id, m.name as machine_name, b.donor_id, d.name as donor_name, b.group_id, g.name as group_name,
    b.state, b.state_at, b.source, b.offer_until, b.shown_before, b.missed_before, b.first_time, b.confirmed_at, b.expected_show,
    b.booked_at, b.ended_reason, b.replaced_by, b.donation_id, b.ended_by
from recruit.booking b
join platform.v_site s using (site_id)
left join recruit.machine m on m.machine_id = b.machine_id
left join recruit.donor d on d.donor_id = b.donor_id
left join recruit.booking_group g on g.group_id = b.group_id;
