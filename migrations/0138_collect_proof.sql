-- Who says so, and by what: an identity may only be claimed, a consent has its place and its witness, answers are kept in
-- versions, a repeated check says why, and a hot forehead at the door is not forgotten by the next measurement.
alter table collect.visit drop constraint visit_identified_by_check;
alter table collect.visit add constraint visit_identified_by_check
    check (identified_by in ('document', 'booking', 'staff', 'claimed'));
alter table collect.visit
    -- where the consent was given; at a kiosk when absent
    add column consented_where text check (consented_where in ('kiosk', 'paper')),
    -- on paper: who has filed it, and before whom it was signed
    add column consent_by uuid references platform.app_user,
    add column consent_witness text,
    -- the highest temperature above the limit that was ever measured at the door, °C
    add column hottest_c double precision;

drop view collect.v_visit;
create view collect.v_visit as
select v.*, s.name as site_name, s.name_en as site_name_en, a.display_name as arrived_by_name,
    c.display_name as called_by_name, w.display_name as consent_by_name
from collect.visit v
join platform.v_site s on s.site_id = v.site_id
join platform.v_user a on a.user_id = v.arrived_by
left join platform.v_user c on c.user_id = v.called_by
left join platform.v_user w on w.user_id = v.consent_by;

-- Every answering of the questions; the visit carries the last.
create table collect.visit_answers (
    visit_id uuid not null references collect.visit,
    no int not null check (no > 0),
    inquiry_version text not null,
    answers jsonb not null,
    answered_at timestamptz not null,
    answered_where text not null check (answered_where in ('kiosk', 'staff', 'home')),
    answered_by uuid not null references platform.app_user,
    -- why a physician has changed what the donor had said
    reason text,
    primary key (visit_id, no)
);
insert into collect.visit_answers (visit_id, no, inquiry_version, answers, answered_at, answered_where, answered_by)
select visit_id, 1, inquiry_version, answers, answered_at, answered_where, arrived_by
from collect.visit where answers is not null and answered_where is not null;

alter table collect.visit_check
    add column no int,
    -- why it was measured once more after something was outside its limits
    add column again text,
    -- every measurement of the temperature by hand, the last one counts
    add column temperatures jsonb not null default '[]';
update collect.visit_check c set no = n.no
from (select check_id, row_number() over (partition by visit_id order by checked_at, check_id) as no from collect.visit_check) n
where n.check_id = c.check_id;
alter table collect.visit_check alter column no set not null, add constraint visit_check_no unique (visit_id, no);
