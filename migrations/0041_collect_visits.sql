-- Visits: one person, one day, one place, from the door to the way out.
create table collect.visit (
    visit_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    -- the day on Chinese clocks; ticket numbers begin anew on each
    day date not null,
    queue text not null check (queue in ('a', 'b', 'c')),
    number int not null check (number > 0),
    -- the donor's file lives in another scene: no key, only the masked name; all null until somebody knows who it is
    donor_id uuid,
    donor_name_masked text,
    donor_sex text check (donor_sex in ('male', 'female')),
    identified_by text check (identified_by in ('document', 'booking', 'staff')),
    kind text not null check (kind in ('whole_blood', 'apheresis_platelets', 'apheresis_plasma')),
    booking_id uuid,
    slot_at timestamptz,
    state text not null check (state in ('arrived', 'asked', 'checked', 'decided', 'seated', 'resting', 'left')),
    -- since when in this state
    since timestamptz not null,
    arrived_at timestamptz not null,
    -- the account at the door, and the account of the kiosk that shows it, if one does
    arrived_by uuid not null references platform.app_user,
    kiosk_user uuid references platform.app_user,
    kiosk_until timestamptz,
    -- from when the waiting is counted anew after the person did not come when called
    put_back_at timestamptz,
    passes int not null default 0,
    called_at timestamptz,
    called_by uuid references platform.app_user,
    called_to text,
    calls int not null default 0,
    gate_temperature_c double precision,
    gate_at timestamptz,
    gate_source text check (gate_source in ('device', 'hand')),
    gate_hot boolean not null default false,
    help_wanted_at timestamptz,
    inquiry_version text,
    answers jsonb,
    answered_at timestamptz,
    answered_where text check (answered_where in ('kiosk', 'staff', 'home')),
    -- what the kiosk's comparison of faces said; the pictures and what is computed from them never leave the kiosk
    face_verdict text check (face_verdict in ('same', 'unsure', 'different', 'not_wanted')),
    face_score double precision,
    face_at timestamptz,
    consent_version text,
    consent_choices jsonb,
    consented_at timestamptz,
    consent_document uuid,
    donation_id uuid,
    left_at timestamptz,
    left_reason text check (left_reason in
        ('donated', 'refused', 'changed_mind', 'sent_away', 'vanished', 'mistake')),
    left_note text,
    constraint visit_ticket unique (site_id, day, queue, number),
    check ((donor_id is null) = (donor_name_masked is null) and (donor_id is null) = (donor_sex is null)),
    check ((donor_id is null) = (identified_by is null)),
    check ((answers is null) = (answered_at is null) and (answers is null) = (inquiry_version is null)),
    check ((consent_version is null) = (consented_at is null)),
    check ((called_at is null) = (called_to is null)),
    check ((gate_temperature_c is null) = (gate_source is null)),
    check ((face_verdict is null) = (face_at is null)),
    check ((state = 'left') = (left_at is not null) and (left_at is null) = (left_reason is null)),
    check ((kiosk_user is null) = (kiosk_until is null))
);
-- one open visit of a person, wherever and however many doors register at once
create unique index visit_open on collect.visit (donor_id) where donor_id is not null and state <> 'left';
-- a reservation brings one person
create unique index visit_booking on collect.visit (booking_id) where booking_id is not null;
create index visit_here on collect.visit (site_id, day, arrived_at);
create index visit_not_over on collect.visit (day) where state <> 'left';
create index visit_donor on collect.visit (donor_id, arrived_at desc) where donor_id is not null;
create unique index visit_donation on collect.visit (donation_id) where donation_id is not null;

create view collect.v_visit as
select v.*, s.name as site_name, s.name_en as site_name_en, a.display_name as arrived_by_name,
    c.display_name as called_by_name
from collect.visit v
join platform.v_site s on s.site_id = v.site_id
join platform.v_user a on a.user_id = v.arrived_by
left join platform.v_user c on c.user_id = v.called_by;

-- What an administrator has switched on at a site, with the reason. Nothing here: everything off.
create table collect.site_switch (
    site_id uuid not null references platform.site,
    name text not null check (name in ('camera_greeting', 'face_comparison')),
    is_on boolean not null,
    reason text not null,
    since timestamptz not null,
    by_user uuid not null references platform.app_user,
    primary key (site_id, name)
);
