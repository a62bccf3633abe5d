-- Messages of every kind, to a donor or to a phone that no file knows yet; the inbox of the donor's app.
alter table care.message drop constraint message_kind_check;
alter table care.message drop constraint message_once;
alter table care.message
    alter column donation_number drop not null,
    alter column donor_id drop not null,
    -- what it is about, in the words of whoever sends it: nobody is told the same twice
    add column about text,
    add column purpose text not null default 'service' check (purpose in ('service', 'marketing')),
    -- the words with {name} and {code} in their places; `text` is what staff may read
    add column template jsonb,
    add column not_before timestamptz,
    add column not_after timestamptz,
    -- whether the donor finds it in the app
    add column inbox boolean not null default false,
    add column opened_at timestamptz,
    -- of a message to a phone, until it is sent
    add column phone_sealed bytea,
    add column code_sealed bytea;
update care.message set about = donation_number, inbox = state <> 'withheld';
alter table care.message
    alter column about set not null,
    add constraint message_once unique (donor_id, kind, about),
    add check (state = 'queued' or (phone_sealed is null and code_sealed is null)),
    -- nobody: only a phone; then it is masked beside
    add check (donor_id is not null or to_masked is not null);
create index message_inbox on care.message (donor_id, message_id desc) where inbox;
create index message_due on care.message (not_before) where state = 'queued' and not_before is not null;
create index donation_donor on care.donation (donor_id) where used_at is not null;
