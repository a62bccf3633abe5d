-- Donations: what was asked and measured, what decided, bag and tubes, the needle.
create schema collect;

create table collect.donation (
    donation_id uuid primary key,
    -- the donor's file lives in another scene: no key, only the masked name for people at the chair
    donor_id uuid not null,
    donor_name_masked text not null,
    donor_sex text not null check (donor_sex in ('male', 'female')),
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    state text not null check (state in ('refused', 'accepted', 'bound', 'completed', 'cancelled')),
    registered_at timestamptz not null,
    registered_by uuid not null references platform.app_user,
    inquiry_version text not null,
    answers jsonb not null,
    health_check jsonb not null,
    nominal_ml int not null,
    note text,
    refusals jsonb not null,
    donation_number text,
    bag_lot text,
    bag_medium text,
    bag_expires_on date,
    tubes int,
    bound_at timestamptz,
    bound_by uuid references platform.app_user,
    started_at timestamptz,
    ended_at timestamptz,
    collected_ml int,
    reaction_severity text check (reaction_severity in ('mild', 'moderate', 'severe')),
    reaction_note text,
    self_excluded boolean not null default false,
    unit_id uuid references ledger.unit,
    completed_at timestamptz,
    completed_by uuid references platform.app_user,
    -- when the needle went in, if it did: the interval is counted from here, also for a donation that failed
    needle_at timestamptz,
    cancelled_at timestamptz,
    cancelled_by uuid references platform.app_user,
    cancelled_reason text,
    constraint donation_number_key unique (donation_number),
    check ((state = 'refused') = (refusals <> '[]'::jsonb)),
    check (state not in ('bound', 'completed') or (donation_number is not null and bound_at is not null)),
    check ((state = 'completed') = (unit_id is not null)),
    check (state <> 'completed' or (started_at < ended_at and collected_ml > 0 and needle_at is not null)),
    check ((state = 'cancelled') = (cancelled_reason is not null))
);
-- one open donation of a donor, however many people register at once
create unique index donation_open on collect.donation (donor_id) where state in ('accepted', 'bound');
create index donation_list on collect.donation (registered_at desc, donation_id desc);
create index donation_state on collect.donation (state, registered_at desc, donation_id desc);
create index donation_donor on collect.donation (donor_id, needle_at) where needle_at is not null;

create view collect.v_donation as
select d.*, s.name as site_name, r.display_name as registered_by_name, b.display_name as bound_by_name,
    c.display_name as completed_by_name, x.display_name as cancelled_by_name
from collect.donation d
join platform.v_site s on s.site_id = d.site_id
join platform.v_user r on r.user_id = d.registered_by
left join platform.v_user b on b.user_id = d.bound_by
left join platform.v_user c on c.user_id = d.completed_by
left join platform.v_user x on x.user_id = d.cancelled_by;
