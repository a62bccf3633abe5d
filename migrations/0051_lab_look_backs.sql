-- Which donations are looked back at because another one of the same donor was reactive: once for each pair, for good.
create table lab.look_back (
    reactive_number text not null references lab.donation,
    -- known to collect; the laboratory need not have heard of it
    other_number text not null,
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    primary key (reactive_number, other_number),
    check (reactive_number <> other_number)
);
create trigger only_added before update or delete on lab.look_back for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on lab.look_back execute function ledger.refuse_change();
