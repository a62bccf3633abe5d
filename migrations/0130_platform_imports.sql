-- Tables of other systems that were taken in: each file once, each row with its fate and with all that it ever said.
create table platform.import (
    import_id uuid primary key,
    kind text not null,
    file_name text not null,
    -- the bytes as they came: the same file again finds its report
    digest bytea not null check (octet_length(digest) = 32),
    size_bytes int not null,
    encoding text not null,
    -- the first line as read
    header text[] not null,
    -- what was noticed about the file as a whole, in both languages
    notes jsonb not null,
    org_id uuid not null references platform.org,
    by_user uuid not null references platform.app_user,
    at timestamptz not null,
    constraint import_same_file unique (org_id, kind, digest)
);
create index import_recent on platform.import (at desc, import_id desc);

create table platform.import_row (
    import_id uuid not null references platform.import,
    -- 1 is the first row below the header
    row_no int not null check (row_no > 0),
    -- the line of the file on which the row begins
    line_no int not null,
    -- the cells exactly as read; never changed
    raw text[] not null,
    -- the cells by column, with all corrections
    current jsonb not null,
    -- what makes two rows speak of the same thing
    identity text,
    -- 1 as read, one more with each correction
    version int not null check (version > 0),
    outcome text not null check (outcome in ('accepted', 'rejected', 'duplicate')),
    reasons jsonb not null,
    -- what came of it: {kind, id, title, path}
    subject jsonb,
    decided_by uuid not null references platform.app_user,
    decided_at timestamptz not null,
    primary key (import_id, row_no)
);
create index import_row_identity on platform.import_row (identity) where identity is not null;

-- What a row said, and what was answered, before each correction.
create table platform.import_row_past (
    import_id uuid not null,
    row_no int not null,
    version int not null,
    current jsonb not null,
    outcome text not null,
    reasons jsonb not null,
    decided_by uuid not null references platform.app_user,
    decided_at timestamptz not null,
    primary key (import_id, row_no, version),
    foreign key (import_id, row_no) references platform.import_row
);
