-- What donors are told: whose donation is whose, that its blood was used, and what became of the message.
create schema care;

-- Two scenes tell the two halves of a row, in either order.
create table care.donation (
    donation_number text primary key,
    -- the donor's file lives in another scene: no key
    donor_id uuid,
    given_on date,
    -- when the first blood of this donation, or of a pool with it, was given to a patient
    used_at timestamptz,
    check ((donor_id is null) = (given_on is null))
);

-- Names and phones stay in the donor's file: here is only what may be shown.
create table care.message (
    message_id uuid primary key,
    kind text not null check (kind in ('blood_used')),
    donation_number text not null references care.donation,
    donor_id uuid not null,
    to_masked text,
    text jsonb not null,
    state text not null check (state in ('queued', 'delivered', 'withheld')),
    reason jsonb,
    created_at timestamptz not null,
    delivered_at timestamptz,
    channel text,
    attempts int not null default 0,
    tried_at timestamptz,
    -- nobody is told the same twice
    constraint message_once unique (donation_number, kind),
    check ((state = 'delivered') = (delivered_at is not null)),
    check ((delivered_at is null) = (channel is null)),
    check ((state = 'withheld') = (reason is not null))
);
create index message_state on care.message (state, message_id desc);
