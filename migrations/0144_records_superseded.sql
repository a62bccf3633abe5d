-- A place that one person has to sign: who decided. A paper that was drawn anew, or whose facts no longer hold, is superseded:
-- kept as it is and marked, never edited; what was signed stays for as long as it would have.
alter table records.signature add column for_user uuid references platform.app_user;
create index signature_for on records.signature (for_user) where state = 'waiting' and for_user is not null;

alter table records.document drop constraint document_state_check;
alter table records.document
    add constraint document_state_check check (state in ('open', 'complete', 'refused', 'withdrawn', 'superseded')),
    drop constraint document_destroyed_when_due,
    add constraint document_destroyed_when_due
        check (destroyed_at is null or (state in ('complete', 'superseded') and retain_until is not null));
drop index records.document_due;
create index document_due on records.document (org_id, retain_until, document_id)
    where state in ('complete', 'superseded') and destroyed_at is null and retain_until is not null;

alter table records.step drop constraint step_kind_check;
alter table records.step add constraint step_kind_check check (kind in
    ('drawn', 'signed', 'refused', 'withdrawn', 'completed', 'viewed', 'printed',
     'sent_to_pad', 'signed_by_hand', 'witnessed', 'evidence_viewed', 'superseded', 'given_to_donor',
     'held', 'hold_lifted', 'destruction_proposed', 'destruction_rejected', 'destroyed'));
