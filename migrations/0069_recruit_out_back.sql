-- What was taken out of use comes back early: who, when and why; until when it was planned stays. A machine out of use leaves
-- cases as chairs do: nobody loses a place before a person has decided.
alter table recruit.chair_out
    add column back_at timestamptz,
    add column back_by uuid references platform.app_user,
    add column back_reason text,
    add check ((back_at is null) = (back_by is null) and (back_at is null) = (back_reason is null));

alter table recruit.machine_out
    add column set_at timestamptz,
    add column set_by uuid references platform.app_user,
    add column back_at timestamptz,
    add column back_by uuid references platform.app_user,
    add column back_reason text,
    add check ((back_at is null) = (back_by is null) and (back_at is null) = (back_reason is null));

alter table recruit.booking_case
    alter column out_id drop not null,
    add column machine_out_id uuid references recruit.machine_out,
    add check ((out_id is null) <> (machine_out_id is null));
