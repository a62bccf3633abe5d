-- Why the maker's label of a kit was typed and not scanned: a second person reads it too before the needle goes in.
alter table collect.donation add column kit_typed_why text;

-- A view keeps the columns of its birth: it is made anew.
drop view collect.v_donation;
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
