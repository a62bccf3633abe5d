-- 签发: the third signature of a report. What two persons have signed decides against a donation at once; in its favour it
-- speaks only when a third has issued it. Reports that were judged before this was asked stand as they are.
alter table lab.report
    add column issuer uuid references platform.app_user,
    add column issued_at timestamptz;
alter table lab.report add constraint report_issuer check (
    issuer is null or (issued_at is not null and checker is not null and issuer <> checker and issuer <> tester));

alter table lab.donation drop constraint donation_state_check;
alter table lab.donation add constraint donation_state_check
    check (state in ('waiting', 'typed', 'signed', 'judged', 'issued'));
update lab.donation set state = 'issued' where state = 'judged';

-- A judged report takes its issuer, once, and nothing else.
create or replace function lab.refuse_change_of_judged() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'a report is never deleted' using errcode = 'restrict_violation';
    end if;
    if old.checker is not null
        and not (old.issuer is null and to_jsonb(new) - 'issuer' - 'issued_at' = to_jsonb(old) - 'issuer' - 'issued_at')
    then
        raise exception 'a judged report keeps what it has: % is refused', lower(tg_op) using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
