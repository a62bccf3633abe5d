-- Sample tubes in the laboratory: receipt against what a day at a place has sent, where each tube stands, and its end.

-- A receipt of the tubes of a day at a place. What comes later is another receipt.
create table lab.receipt (
    receipt_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    day date not null,
    -- on arrival, hundredths of a degree Celsius; unknown where nothing measured it
    temperature int,
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    -- why not everything was there and in order
    reason text,
    confirmed_at timestamptz,
    confirmed_by uuid references platform.app_user,
    check ((closed_at is null) = (closed_by is null) and (confirmed_at is null) = (confirmed_by is null)),
    check (confirmed_at is null or (closed_at is not null and confirmed_by <> closed_by))
);
create unique index receipt_open on lab.receipt (org_id, site_id, day) where closed_at is null;
create index receipt_list on lab.receipt (org_id, receipt_id);

create view lab.v_receipt as
select r.*, s.name as site_name, o.display_name as opened_by_name, c.display_name as closed_by_name,
    f.display_name as confirmed_by_name
from lab.receipt r join platform.v_site s on s.site_id = r.site_id
join platform.v_user o on o.user_id = r.opened_by
left join platform.v_user c on c.user_id = r.closed_by
left join platform.v_user f on f.user_id = r.confirmed_by;

-- Racks and boxes in which tubes stand.
create table lab.rack (
    rack_id uuid primary key,
    org_id uuid not null references platform.org,
    code text not null,
    name text not null,
    room text not null,
    kind text not null check (kind in ('work', 'retention')),
    rows int not null check (rows between 1 and 26),
    columns int not null check (columns between 1 and 40),
    made_at timestamptz not null,
    made_by uuid not null references platform.app_user,
    constraint rack_code unique (org_id, code)
);

create table lab.tube (
    tube_id uuid primary key,
    org_id uuid not null references platform.org,
    receipt_id uuid not null references lab.receipt,
    donation_number text not null,
    role text not null check (role in ('serology', 'nat', 'retention')),
    -- the day at a place that has sent it, which need not be the receipt's
    site_id uuid not null references platform.site,
    day date not null,
    outcome text not null check (outcome in ('accepted', 'remarked', 'refused')),
    -- codes of what was seen or computed
    findings text[] not null,
    note text,
    received_at timestamptz not null,
    received_by uuid not null references platform.app_user,
    rack_id uuid references lab.rack,
    rack_row int,
    rack_column int,
    disposed_at timestamptz,
    check ((outcome = 'accepted') = (cardinality(findings) = 0)),
    check ((rack_id is null) = (rack_row is null) and (rack_id is null) = (rack_column is null)),
    check (disposed_at is null or rack_id is null)
);
create unique index tube_once on lab.tube (donation_number, role) where outcome <> 'refused';
create unique index tube_place on lab.tube (rack_id, rack_row, rack_column) where rack_id is not null;
create index tube_receipt on lab.tube (receipt_id);
create index tube_session on lab.tube (site_id, day);
create index tube_donation on lab.tube (donation_number);
create index tube_left on lab.tube (org_id, received_at) where disposed_at is null;

-- What was there and belongs to no completed donation: an unknown number, a tube without one.
create table lab.receipt_extra (
    extra_id uuid primary key,
    receipt_id uuid not null references lab.receipt,
    scan text not null,
    rule text not null,
    at timestamptz not null,
    by uuid not null references platform.app_user
);
create index receipt_extra_of on lab.receipt_extra (receipt_id);

-- What a closed receipt found to be missing or of no use.
create table lab.tube_lack (
    receipt_id uuid not null references lab.receipt,
    donation_number text not null,
    role text not null,
    why text not null check (why in ('missing', 'refused')),
    primary key (receipt_id, donation_number, role)
);
create index tube_lack_donation on lab.tube_lack (donation_number);

-- What is lacking until a tube of the same role is received that is of use.
create view lab.v_tube_lack as
select distinct l.donation_number, l.role from lab.tube_lack l
where not exists (
    select from lab.tube t where t.donation_number = l.donation_number and t.role = l.role and t.outcome <> 'refused');

-- Where a tube went, one line for each movement.
create table lab.tube_move (
    move_id uuid primary key,
    tube_id uuid not null references lab.tube,
    kind text not null check (kind in ('placed', 'taken', 'disposed')),
    at timestamptz not null,
    by uuid not null references platform.app_user,
    rack_id uuid references lab.rack,
    rack_row int,
    rack_column int,
    reason text
);
create index tube_move_of on lab.tube_move (tube_id, at);

-- Tubes that are destroyed together: put together by one, confirmed by another, handed to who takes the waste away.
create table lab.disposal (
    disposal_id uuid primary key,
    org_id uuid not null references platform.org,
    container text not null,
    weight_g int not null check (weight_g > 0),
    proposed_at timestamptz not null,
    proposed_by uuid not null references platform.app_user,
    confirmed_at timestamptz,
    confirmed_by uuid references platform.app_user,
    -- SHA-256, hexadecimal, over the lines of its list
    digest text,
    carrier text,
    handed_at timestamptz,
    handed_by uuid references platform.app_user,
    check ((confirmed_at is null) = (confirmed_by is null) and (confirmed_at is null) = (digest is null)),
    check (confirmed_by is null or confirmed_by <> proposed_by),
    check ((handed_at is null) = (handed_by is null) and (handed_at is null) = (carrier is null)),
    check (handed_at is null or confirmed_at is not null)
);
create index disposal_list on lab.disposal (org_id, disposal_id);

create table lab.disposal_tube (
    disposal_id uuid not null references lab.disposal,
    tube_id uuid not null unique references lab.tube,
    primary key (disposal_id, tube_id)
);

create trigger only_added before update or delete on lab.receipt_extra
    for each row execute function ledger.refuse_change();
create trigger only_added before update or delete on lab.tube_lack
    for each row execute function ledger.refuse_change();
create trigger only_added before update or delete on lab.tube_move
    for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on lab.tube_move execute function ledger.refuse_change();
create trigger never_emptied before truncate on lab.tube_lack execute function ledger.refuse_change();
create trigger never_emptied before truncate on lab.receipt_extra execute function ledger.refuse_change();
create trigger never_emptied before truncate on lab.tube execute function ledger.refuse_change();
create trigger never_emptied before truncate on lab.receipt execute function ledger.refuse_change();
