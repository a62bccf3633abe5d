-- What the physician looked at stands on the health check; a decision that is recalled stays, and another one follows.
alter table collect.visit_decision
    add column appearance text,
    add column arms text,
    -- last day of the longest deferral that the physician has entered
    add column deferred_until date,
    add column recalled_at timestamptz,
    add column recalled_by uuid references platform.app_user,
    add column recall_reason text,
    drop constraint visit_decision_pkey,
    add primary key (donation_id),
    add check ((recalled_at is null) = (recalled_by is null) and (recalled_at is null) = (recall_reason is null));
create unique index visit_decision_stands on collect.visit_decision (visit_id) where recalled_at is null;
