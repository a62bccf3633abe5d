-- What donors do for themselves: proofs that a phone is theirs, and what they report.

-- One-time codes. Phone, code and the network's address are keyed hashes: nobody reads them here.
create table recruit.own_code (
    code_id uuid primary key,
    phone_fingerprint bytea not null,
    address_fingerprint bytea,
    code_fingerprint bytea not null,
    made_at timestamptz not null,
    good_until timestamptz not null,
    tries int not null default 0,
    -- typed rightly; from then on it is used up
    used_at timestamptz,
    -- right, and no file has this phone: with this ticket somebody may register
    ticket_fingerprint bytea unique,
    ticket_until timestamptz,
    check ((ticket_fingerprint is null) = (ticket_until is null))
);
create index own_code_phone on recruit.own_code (phone_fingerprint, made_at desc);
create index own_code_address on recruit.own_code (address_fingerprint, made_at) where address_fingerprint is not null;
create index own_code_made on recruit.own_code (made_at);

-- What a donor tells us after a donation, or about us: a case for somebody.
create table recruit.own_report (
    report_id uuid primary key,
    donor_id uuid not null references recruit.donor,
    kind text not null check (kind in ('unwell', 'illness', 'complaint', 'thanks', 'leave', 'other')),
    -- in the donor's own words, sealed
    words_sealed bytea not null,
    donation_number text,
    reported_at timestamptz not null,
    -- wants to be called
    call_back boolean not null,
    closed_at timestamptz,
    closed_by uuid references platform.app_user,
    answer text,
    check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (answer is null))
);
create index own_report_open on recruit.own_report (reported_at) where closed_at is null;
create index own_report_donor on recruit.own_report (donor_id, reported_at desc);

-- When the laboratory found nothing against a donation.
alter table recruit.donation add column passed_at timestamptz;
