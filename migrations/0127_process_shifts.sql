-- What one shift of the component hall hands over to the next: written by one person, taken over by another.
create table process.shift (
    shift_id uuid primary key,
    org_id uuid not null references platform.org,
    site_id uuid not null references platform.site,
    note text,
    -- what stood open when it was written
    slip jsonb not null,
    handed_at timestamptz not null,
    handed_by uuid not null references platform.app_user,
    taken_at timestamptz,
    taken_by uuid references platform.app_user,
    taken_note text,
    check ((taken_at is null) = (taken_by is null)),
    check (taken_by <> handed_by)
);
create index shift_list on process.shift (org_id, shift_id desc);

create view process.v_shift as
    select s.*, h.display_name as handed_by_name, t.display_name as taken_by_name
    from process.shift s join platform.v_user h on h.user_id = s.handed_by
    left join platform.v_user t on t.user_id = s.taken_by;
