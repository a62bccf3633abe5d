-- Months of a product that have ended with too few samples to say whether they were in control: people say what follows.

create table process.quality_conclusion (
    org_id uuid not null references platform.org,
    month date not null check (extract(day from month) = 1),
    product text not null,
    reason text not null,
    concluded_at timestamptz not null,
    concluded_by uuid not null references platform.app_user,
    primary key (org_id, month, product)
);
create trigger only_added before update or delete on process.quality_conclusion
    for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on process.quality_conclusion execute function ledger.refuse_change();
