-- A label counts once it was scanned again, and a print makes every earlier one void: each check names the print it was of.
alter table process.label_print
    add column size text not null default 'quadrants' check (size in ('quadrants', 'small')),
    -- opened because the unit stood in stock with a verified label; the check of the print lifts it
    add column hold_id uuid;
alter table process.label_check
    add column print_id uuid references process.label_print;

update process.label_check c set print_id = (
    select p.print_id from process.label_print p
    where p.unit_id = c.unit_id and p.printed_at <= c.checked_at order by p.copy desc limit 1);

create index label_check_print on process.label_check (print_id);

-- The newest print of each unit, and whether it was scanned again and found right.
create view process.v_label_newest as
select distinct on (p.unit_id) p.unit_id, p.print_id, p.copy, p.size, p.hold_id, p.printed_at, p.label,
    exists (select 1 from process.label_check c where c.print_id = p.print_id and c.appearance = 'normal') as checked
from process.label_print p
order by p.unit_id, p.copy desc;

-- Every file that was handed to a printer.
create table process.label_file (
    file_id uuid primary key,
    print_id uuid not null references process.label_print,
    size text not null check (size in ('quadrants', 'small')),
    format text not null check (format in ('pdf', 'zpl')),
    dots_per_mm int,
    handed_at timestamptz not null,
    handed_to uuid not null references platform.app_user,
    check ((format = 'zpl') = (dots_per_mm is not null))
);
create index label_file_print on process.label_file (print_id);
