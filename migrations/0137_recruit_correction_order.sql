-- Corrections are told in the order in which they were proposed, also of one moment.
alter table recruit.deferral_correction add column proposed_no bigint generated always as identity;
