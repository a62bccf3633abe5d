-- Transport slips (血液搬运单) of the former system: what was carried between departments, as its paper said.
create schema if not exists transport;

create table transport.slip (
    slip_id uuid primary key,
    org_id uuid not null references platform.org,
    number text not null,
    collected_on date not null,
    department_code text not null,
    sent_how text not null,
    from_department text not null,
    to_department text not null,
    reason text not null,
    product text not null,
    -- what each bag is labelled with
    label_volume_ml int not null check (label_volume_ml > 0),
    bags_a int not null check (bags_a >= 0),
    bags_b int not null check (bags_b >= 0),
    bags_o int not null check (bags_o >= 0),
    bags_ab int not null check (bags_ab >= 0),
    bags int not null check (bags = bags_a + bags_b + bags_o + bags_ab and bags > 0),
    volume_ml int not null check (volume_ml = bags * label_volume_ml),
    sent_at timestamptz not null,
    received_at timestamptz not null check (received_at >= sent_at),
    by_user uuid not null references platform.app_user,
    at timestamptz not null,
    constraint slip_number_key unique (org_id, number)
);
create index slip_sent on transport.slip (sent_at desc, slip_id desc);

create table transport.slip_line (
    slip_id uuid not null references transport.slip,
    line_no int not null,
    donation_number text not null,
    primary key (slip_id, line_no),
    unique (slip_id, donation_number)
);
create index slip_line_number on transport.slip_line (donation_number);
