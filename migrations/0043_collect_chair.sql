-- The chair: who sits where, what was bound, every needle, what a machine gave, lots, reactions, rest.
drop view collect.v_donation;

alter table collect.donation drop constraint donation_state_check;
alter table collect.donation add constraint donation_state_check
    check (state in ('refused', 'accepted', 'bound', 'started', 'completed', 'cancelled'));
alter table collect.donation
    add column kind text not null default 'whole_blood'
        check (kind in ('whole_blood', 'apheresis_platelets', 'apheresis_plasma')),
    add column visit_id uuid,
    add column chair text,
    add column seated_at timestamptz,
    add column seated_by uuid references platform.app_user,
    -- how two identifiers were asked again at the chair
    add column identified_way text check (identified_way in ('document', 'asked')),
    add column kit text,
    -- the second person who looked at bag, tubes and record
    add column confirmed_at timestamptz,
    add column confirmed_by uuid references platform.app_user,
    add column arm text check (arm in ('left', 'right')),
    add column started_by uuid references platform.app_user,
    add column paused_at timestamptz,
    add column ended_why text check (ended_why in ('full', 'slow', 'unwell', 'haematoma', 'machine', 'stopped')),
    -- what the scale or the machine says, beside what was typed
    add column machine_ml int,
    add column platelets_e11 double precision,
    add column anticoagulant_ml int,
    add column left_at timestamptz,
    add column left_by uuid references platform.app_user,
    add column gift text,
    add constraint donation_seated check ((chair is null) = (seated_at is null) and (seated_at is null) = (seated_by is null)),
    add constraint donation_confirmed check ((confirmed_at is null) = (confirmed_by is null)),
    add constraint donation_started check (state <> 'started' or (donation_number is not null and started_at is not null and arm is not null));
drop index collect.donation_open;
create unique index donation_open on collect.donation (donor_id) where state in ('accepted', 'bound', 'started');
-- one donor in a chair
create unique index donation_chair on collect.donation (site_id, chair)
    where chair is not null and state in ('accepted', 'bound', 'started');
create index donation_resting on collect.donation (site_id, ended_at) where state = 'completed' and left_at is null;

create view collect.v_donation as
select d.*, s.name as site_name, r.display_name as registered_by_name, b.display_name as bound_by_name,
    c.display_name as completed_by_name, x.display_name as cancelled_by_name, e.display_name as seated_by_name,
    f.display_name as confirmed_by_name, n.display_name as started_by_name, l.display_name as left_by_name
from collect.donation d
join platform.v_site s on s.site_id = d.site_id
join platform.v_user r on r.user_id = d.registered_by
left join platform.v_user b on b.user_id = d.bound_by
left join platform.v_user c on c.user_id = d.completed_by
left join platform.v_user x on x.user_id = d.cancelled_by
left join platform.v_user e on e.user_id = d.seated_by
left join platform.v_user f on f.user_id = d.confirmed_by
left join platform.v_user n on n.user_id = d.started_by
left join platform.v_user l on l.user_id = d.left_by;

-- Every number that was ever bound, also those of needles in vain: a number is used once, whatever becomes of the donation.
create table collect.number (
    donation_number text primary key,
    donation_id uuid not null references collect.donation,
    bound_at timestamptz not null,
    -- the kit that wears it, where the maker numbers every piece: a kit is used once
    article text,
    kit_lot text,
    kit_serial text,
    -- since when nothing carries it any more
    spent_at timestamptz,
    spent_why text,
    constraint number_kit_key unique (article, kit_lot, kit_serial),
    check ((spent_at is null) = (spent_why is null))
);
create index number_donation on collect.number (donation_id);
insert into collect.number (donation_number, donation_id, bound_at)
select donation_number, donation_id, bound_at from collect.donation where donation_number is not null;

-- Every needle, the one in vain too.
create table collect.needle (
    donation_id uuid not null references collect.donation,
    n int not null check (n > 0),
    arm text check (arm in ('left', 'right')),
    in_at timestamptz not null,
    in_by uuid not null references platform.app_user,
    out_at timestamptz,
    -- why it was in vain
    failed_why text,
    donation_number text not null references collect.number,
    primary key (donation_id, n),
    check (out_at is null or out_at >= in_at),
    check (failed_why is null or out_at is not null)
);

-- What happened at the chair, one line after another; never changed.
create table collect.step (
    step_id uuid primary key,
    seq bigint generated always as identity,
    donation_id uuid not null references collect.donation,
    kind text not null check (kind in ('seated', 'bound', 'confirmed', 'started', 'paused', 'resumed', 'failed', 'completed',
        'cancelled', 'left', 'checked', 'decided')),
    at timestamptz not null,
    recorded_at timestamptz not null,
    by_user uuid not null references platform.app_user,
    detail jsonb not null default '{}'
);
create index step_donation on collect.step (donation_id, at, seq);

-- Lots of what touched the donor's blood.
create table collect.donation_lot (
    donation_id uuid not null references collect.donation,
    -- of the bag and its needle, of each kind of tube
    item text not null check (item in ('kit', 'needle', 'tube', 'pouch')),
    lot text not null,
    primary key (donation_id, item, lot)
);
create index donation_lot_lot on collect.donation_lot (lot, item);
insert into collect.donation_lot (donation_id, item, lot)
select donation_id, 'kit', bag_lot from collect.donation where bag_lot is not null;

create table collect.lot_recall (
    lot_id uuid primary key,
    org_id uuid not null references platform.org,
    item text not null check (item in ('kit', 'needle', 'tube', 'pouch')),
    lot text not null,
    reason text not null,
    recalled_at timestamptz not null,
    recalled_by uuid not null references platform.app_user,
    constraint lot_recall_key unique (org_id, item, lot)
);

-- The units of a donation: one of whole blood, several of a machine.
create table collect.donation_unit (
    unit_id uuid primary key references ledger.unit,
    donation_id uuid not null references collect.donation,
    product text not null,
    volume_ml int not null check (volume_ml > 0)
);
create index donation_unit_donation on collect.donation_unit (donation_id);
insert into collect.donation_unit (unit_id, donation_id, product, volume_ml)
select unit_id, donation_id, 'WB', collected_ml from collect.donation where unit_id is not null;

-- Reactions of donors, until their case is closed.
create table collect.reaction (
    reaction_id uuid primary key,
    donation_id uuid not null references collect.donation,
    type text not null,
    severity text not null check (severity in ('mild', 'moderate', 'severe')),
    onset_at timestamptz not null,
    phase text not null check (phase in ('before', 'during', 'after', 'away')),
    -- what was seen and what was done
    seen text not null,
    measures text not null default '',
    over_at timestamptz,
    serious boolean not null,
    follow_up_by timestamptz,
    reported_at timestamptz not null,
    reported_by uuid not null references platform.app_user,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    outcome text,
    check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (outcome is null)),
    check (over_at is null or over_at >= onset_at)
);
create index reaction_donation on collect.reaction (donation_id);
create index reaction_list on collect.reaction (reported_at desc, reaction_id desc);

create table collect.reaction_note (
    note_id uuid primary key,
    reaction_id uuid not null references collect.reaction,
    kind text not null check (kind in ('vitals', 'measure', 'follow_up')),
    at timestamptz not null,
    by_user uuid not null references platform.app_user,
    text text not null default '',
    systolic_mmhg int,
    diastolic_mmhg int,
    pulse_per_min int
);
create index reaction_note_reaction on collect.reaction_note (reaction_id, at);

create view collect.v_reaction as
select r.*, d.donor_id, d.donor_name_masked, d.donation_number, d.kind as donation_kind, d.org_id, d.site_id,
    s.name as site_name, p.display_name as reported_by_name, c.display_name as closed_by_name
from collect.reaction r
join collect.donation d on d.donation_id = r.donation_id
join platform.v_site s on s.site_id = d.site_id
join platform.v_user p on p.user_id = r.reported_by
left join platform.v_user c on c.user_id = r.closed_by;

-- The donor's wish, by a code that looks the same whatever it means. What was scanned is told to nobody at the chair.
create table collect.wish_card (
    code text primary key,
    org_id uuid not null references platform.org,
    use_it boolean not null,
    donation_id uuid references collect.donation,
    scanned_at timestamptz,
    check ((donation_id is null) = (scanned_at is null))
);
create unique index wish_card_donation on collect.wish_card (donation_id) where donation_id is not null;

create table collect.wish (
    donation_id uuid primary key references collect.donation,
    way text not null check (way in ('kiosk', 'card', 'phone', 'app', 'desk')),
    told_at timestamptz not null,
    told_to uuid not null references platform.app_user
);
