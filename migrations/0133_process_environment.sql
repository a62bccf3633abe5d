-- What is measured of the rooms in which blood is made and kept: where, which dish stood there, and what grew on it.

create table process.environment_point (
    point_id uuid primary key,
    org_id uuid not null references platform.org,
    -- as it stands on the label beside the place
    code text not null,
    name text not null,
    class text not null,
    kind text not null,
    added_at timestamptz not null,
    added_by uuid not null references platform.app_user,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    closed_why text,
    unique (org_id, code),
    check (num_nulls(closed_at, closed_by, closed_why) in (0, 3))
);

-- One measurement: a dish, or a look at an instrument.
create table process.environment_plate (
    plate_id uuid primary key,
    org_id uuid not null references platform.org,
    point_id uuid not null references process.environment_point,
    -- what is written on the dish; none where an instrument is read
    label text,
    -- the lot of the medium
    lot text,
    put_at timestamptz not null,
    put_by uuid not null references platform.app_user,
    taken_at timestamptz check (taken_at >= put_at),
    taken_by uuid references platform.app_user,
    void_at timestamptz,
    void_by uuid references platform.app_user,
    void_why text,
    -- confirmed or void
    ended boolean not null default false,
    check ((taken_at is null) = (taken_by is null)),
    check (num_nulls(void_at, void_by, void_why) in (0, 3)),
    check (void_at is null or ended)
);
create index environment_plate_point on process.environment_plate (point_id, plate_id);
create unique index environment_plate_open on process.environment_plate (point_id) where not ended;
create unique index environment_plate_label on process.environment_plate (org_id, label) where not ended;

create table process.environment_reading (
    reading_id uuid primary key,
    plate_id uuid not null references process.environment_plate,
    value float8 not null check (value >= -100),
    -- what grew, in words
    organism text,
    level text not null check (level in ('within', 'alert', 'outside')),
    minimum float8,
    alert float8,
    maximum float8,
    source text not null,
    read_at timestamptz not null,
    read_by uuid not null references platform.app_user,
    decided_at timestamptz,
    decided_by uuid references platform.app_user,
    decision text check (decision in ('confirmed', 'returned')),
    -- why it was returned
    note text,
    -- the case that a value outside the limits has opened
    deviation_id uuid references process.deviation,
    check (num_nulls(decided_at, decided_by, decision) in (0, 3)),
    check (decision is distinct from 'returned' or note is not null),
    -- two persons, whatever the program does
    check (decided_by <> read_by),
    check (deviation_id is null or (decision = 'confirmed' and level = 'outside'))
);
create index environment_reading_plate on process.environment_reading (plate_id, reading_id);
create unique index environment_reading_waiting on process.environment_reading (plate_id) where decision is null;

create view process.v_environment_plate as
    select p.*, u.display_name as put_by_name, t.display_name as taken_by_name, v.display_name as void_by_name,
        exists (select from process.environment_reading r where r.plate_id = p.plate_id and r.decision is null) as waiting,
        exists (select from process.environment_reading r where r.plate_id = p.plate_id and r.decision = 'confirmed')
            as confirmed
    from process.environment_plate p join platform.v_user u on u.user_id = p.put_by
    left join platform.v_user t on t.user_id = p.taken_by left join platform.v_user v on v.user_id = p.void_by;

-- The confirmed value of each dish.
create view process.v_environment_value as
    select p.org_id, p.plate_id, p.point_id, p.put_at, r.value, r.level, r.decided_at
    from process.environment_plate p join process.environment_reading r using (plate_id)
    where r.decision = 'confirmed' and p.void_at is null;
