-- Test results by donation number. The laboratory knows no name; a donor is a pseudonym that is compared, never shown.
create schema lab;

create table lab.donation (
    donation_number text primary key,
    donor_id uuid not null,
    collected_at timestamptz not null,
    heard_at timestamptz not null,
    state text not null check (state in ('waiting', 'typed', 'signed', 'judged')),
    -- the version that is worked on or stands; 0 before the first result
    version int not null default 0,
    -- what stands over all versions: once rejected, always rejected
    verdict text check (verdict in ('qualified', 'rejected', 'group_conflict')),
    check ((state = 'waiting') = (version = 0))
);
create index donation_state on lab.donation (state, collected_at, donation_number);
create index donation_list on lab.donation (collected_at, donation_number);
create index donation_donor on lab.donation (donor_id);

-- One version of what the laboratory says. A judged one is never changed; a correction is the next version.
create table lab.report (
    donation_number text not null references lab.donation,
    version int not null check (version > 0),
    reason text,
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    tester uuid references platform.app_user,
    tested_at timestamptz,
    checker uuid references platform.app_user,
    checked_at timestamptz,
    verdict text check (verdict in ('qualified', 'rejected', 'group_conflict')),
    blood_group text,
    findings jsonb,
    -- the exact text that was signed, and its SHA-256
    signed_text text,
    evidence text,
    primary key (donation_number, version),
    check ((version = 1) = (reason is null)),
    check (tester is null or tested_at is not null),
    check (checker is null or (checked_at is not null and tester is not null and checker <> tester)),
    check ((checker is null) = (verdict is null) and (checker is null) = (evidence is null))
);

create table lab.result (
    result_id bigint generated always as identity primary key,
    donation_number text not null,
    version int not null,
    marker text not null,
    round smallint not null,
    repeat smallint not null,
    value jsonb not null,
    pooled boolean not null,
    reagent_maker text not null,
    reagent_lot text not null,
    instrument text not null,
    typed_by uuid not null references platform.app_user,
    typed_at timestamptz not null,
    foreign key (donation_number, version) references lab.report
);
create index result_report on lab.result (donation_number, version);

-- Typing again supersedes, it does not change.
create trigger only_added before update or delete on lab.result for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on lab.result execute function ledger.refuse_change();

create function lab.refuse_change_of_judged() returns trigger language plpgsql as $$
begin
    if old.checker is not null then
        raise exception 'a judged report keeps what it has: % is refused', lower(tg_op) using errcode = 'restrict_violation';
    end if;
    if tg_op = 'DELETE' then
        raise exception 'a report is never deleted' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger judged_is_kept before update or delete on lab.report for each row execute function lab.refuse_change_of_judged();
create trigger never_emptied before truncate on lab.report execute function ledger.refuse_change();

-- The groups of a donor's donations, as judged. A group that contradicts them is not entered.
create table lab.group_history (
    donation_number text primary key references lab.donation,
    donor_id uuid not null,
    blood_group text not null,
    judged_at timestamptz not null
);
create index group_history_donor on lab.group_history (donor_id);
