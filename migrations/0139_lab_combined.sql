-- A reading of nucleic acids may stand for several markers of one kit together: which of them was there it does not say.
alter table lab.result add column combined boolean not null default false;
