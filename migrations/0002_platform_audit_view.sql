-- Who did what, for the supervision page: read only, with the names of persons and organisations. An entry without an
-- organisation (a sign-in) belongs to the organisation of its person.
create view platform.v_audit as
select a.audit_id, a.at, a.user_id, u.display_name as user_name, o.org_id, o.name as org_name, a.operation, a.path,
    a.outcome, a.reason, a.request_id
from platform.audit a
left join platform.app_user u on u.user_id = a.user_id
left join platform.org o on o.org_id = coalesce(a.org_id, u.org_id);
