-- Pools: several units in one bag under a number of its own, which no donation has, and the donations behind that number.

create table process.pool (
    donation_number text primary key,
    unit_id uuid not null unique references ledger.unit,
    org_id uuid not null references platform.org,
    product text not null,
    volume_ml int not null check (volume_ml > 0),
    surplus_ml int not null check (surplus_ml >= 0),
    loss_ml int not null check (loss_ml >= 0),
    -- the plan whose steps were done; none where the hall works by paper
    plan text,
    pooled_at timestamptz not null,
    pooled_by uuid not null references platform.app_user
);
create index pool_list on process.pool (org_id, unit_id);

create table process.pool_member (
    pool_number text not null references process.pool,
    unit_id uuid not null unique references ledger.unit,
    donation_number text not null,
    product text not null,
    -- how much it held
    volume_ml int not null check (volume_ml > 0),
    primary key (pool_number, unit_id),
    check (donation_number <> pool_number)
);
create trigger only_added before update or delete on process.pool for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on process.pool execute function ledger.refuse_change();
create trigger only_added before update or delete on process.pool_member
    for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on process.pool_member execute function ledger.refuse_change();
