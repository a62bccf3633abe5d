-- Documents are found by what is printed on them, kept as long as they must be, and destroyed by two persons.

-- texts that are printed as codes: the number of a journey, of a donation, of a unit
alter table records.document add column codes text[] not null default '{}';
create index document_codes on records.document using gin (codes) where codes <> '{}';
create index document_number on records.document (number collate "C");

-- Organisations that see a document and sign it: the one that drew it up and keeps it, and who else takes part.
create table records.party (
    org_id uuid not null references platform.org,
    document_id uuid not null references records.document,
    primary key (org_id, document_id)
);
create index party_document on records.party (document_id);
insert into records.party (org_id, document_id) select org_id, document_id from records.document;

-- Destroying erases bytes and data; number, form, digest, who and when stay.
alter table records.document
    alter column data_sealed drop not null,
    alter column pdf_sealed drop not null,
    add column destroyed_at timestamptz,
    add constraint document_erased_data check ((destroyed_at is null) = (data_sealed is not null)),
    add constraint document_erased_pdf check ((destroyed_at is null) = (pdf_sealed is not null)),
    add constraint document_destroyed_when_due check (destroyed_at is null or (state = 'complete' and retain_until is not null));
create index document_due on records.document (org_id, retain_until, document_id)
    where state = 'complete' and destroyed_at is null and retain_until is not null;

-- A court, an authority or the station itself wants a document kept beyond its time.
create table records.legal_hold (
    hold_id uuid primary key,
    document_id uuid not null references records.document,
    reason text not null,
    placed_at timestamptz not null,
    placed_by uuid not null references platform.app_user,
    lifted_at timestamptz,
    lifted_by uuid references platform.app_user,
    lift_reason text,
    check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lift_reason is null))
);
create index legal_hold_stands on records.legal_hold (document_id) where lifted_at is null;

-- One person proposes, another one confirms.
create table records.destruction (
    destruction_id uuid primary key,
    org_id uuid not null references platform.org,
    state text not null check (state in ('proposed', 'done', 'rejected')),
    reason text not null,
    proposed_at timestamptz not null,
    proposed_by uuid not null references platform.app_user,
    decided_at timestamptz,
    decided_by uuid references platform.app_user,
    decision_note text,
    check ((state = 'proposed') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
    check (state <> 'done' or decided_by <> proposed_by)
);
create index destruction_newest on records.destruction (org_id, destruction_id desc);
create table records.destruction_item (
    destruction_id uuid not null references records.destruction,
    document_id uuid not null references records.document,
    -- true until it is decided: a document stands in one open proposal
    open boolean not null,
    primary key (destruction_id, document_id)
);
create unique index destruction_item_once on records.destruction_item (document_id) where open;

alter table records.step drop constraint step_kind_check;
alter table records.step add constraint step_kind_check check (kind in
    ('drawn', 'signed', 'refused', 'withdrawn', 'completed', 'viewed', 'printed',
     'sent_to_pad', 'signed_by_hand', 'witnessed', 'evidence_viewed',
     'held', 'hold_lifted', 'destruction_proposed', 'destruction_rejected', 'destroyed'));
