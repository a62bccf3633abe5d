-- A deferral that was entered by mistake: said by one, confirmed by another with a medical role, both kept.
create table recruit.deferral_correction (
    correction_id uuid primary key,
    deferral_id uuid not null references recruit.deferral,
    mistake text not null check (mistake in ('wrong_person', 'wrong_code')),
    reason text not null,
    proposed_at timestamptz not null,
    proposed_by uuid not null references platform.app_user,
    -- nobody may confirm it after this day
    good_until date not null,
    decided_at timestamptz,
    decided_by uuid references platform.app_user,
    confirmed boolean,
    decision_reason text,
    check ((decided_at is null) = (decided_by is null)
        and (decided_at is null) = (confirmed is null)
        and (decided_at is null) = (decision_reason is null)),
    check (decided_by <> proposed_by)
);
create index deferral_correction_deferral on recruit.deferral_correction (deferral_id, proposed_at);
