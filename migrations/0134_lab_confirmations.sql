-- What follows a reactive donation: its sample goes to a confirmation laboratory, and what that says is typed by one and
-- confirmed by another.

create table lab.confirmation (
    confirmation_id uuid primary key,
    org_id uuid not null references platform.org,
    donation_number text not null references lab.donation,
    agent text not null,
    -- 1 the donation's own sample, then samples of the donor that were taken later
    round int not null check (round > 0),
    opened_at timestamptz not null,
    opened_by uuid not null references platform.app_user,
    -- of a later round: the day from which on the donor may be sampled
    sample_from date,
    sampled_on date,
    list_no text,
    laboratory text,
    carrier text,
    sent_at timestamptz,
    sent_by uuid references platform.app_user,
    outcome text check (outcome in ('positive', 'negative', 'indeterminate')),
    report_no text,
    reported_on date,
    note text,
    typed_at timestamptz,
    typed_by uuid references platform.app_user,
    confirmed_at timestamptz,
    confirmed_by uuid references platform.app_user,
    card_no text,
    notified_at timestamptz,
    notified_by uuid references platform.app_user,
    constraint confirmation_once unique (donation_number, agent, round),
    check ((sent_at is null) = (list_no is null) and (sent_at is null) = (sent_by is null)),
    check ((typed_at is null) = (outcome is null) and (typed_at is null) = (typed_by is null)),
    check (typed_at is null or (sent_at is not null and report_no is not null and reported_on is not null)),
    check ((confirmed_at is null) = (confirmed_by is null) and (confirmed_at is null or typed_at is not null)),
    check (confirmed_by is null or confirmed_by <> typed_by),
    check ((notified_at is null) = (card_no is null) and (notified_at is null) = (notified_by is null)),
    check (notified_at is null or (confirmed_at is not null and outcome = 'positive'))
);
create index confirmation_list on lab.confirmation (org_id, confirmation_id);
create index confirmation_open on lab.confirmation (org_id, opened_at) where confirmed_at is null;

-- Results that were typed and not confirmed: nothing that somebody has typed is lost.
create table lab.confirmation_returned (
    returned_id uuid primary key,
    confirmation_id uuid not null references lab.confirmation,
    outcome text not null,
    report_no text not null,
    typed_by uuid not null references platform.app_user,
    typed_at timestamptz not null,
    reason text not null,
    returned_by uuid not null references platform.app_user,
    returned_at timestamptz not null,
    check (returned_by <> typed_by)
);
create trigger only_added before update or delete on lab.confirmation_returned
    for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on lab.confirmation_returned execute function ledger.refuse_change();
create trigger never_emptied before truncate on lab.confirmation execute function ledger.refuse_change();
