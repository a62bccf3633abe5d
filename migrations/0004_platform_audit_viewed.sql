-- Who looked at something is asked by its address: on a donor's own page among others.
create index if not exists audit_viewed on platform.audit (path, at desc) where outcome = 'viewed';
