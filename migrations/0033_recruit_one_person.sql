-- Finding a person by any part, two files that may be one person, and their merging by two people.

-- Parts of names, pinyin and initials from each syllable on, of the file that stands for a person. Prefixes are ranges, so
-- they compare byte by byte; no extension and no collation of the database is needed.
create table recruit.name_part (
    donor_id uuid not null references recruit.donor,
    -- false from the beginning, true from a later syllable on
    inside boolean not null,
    part text collate "C" not null,
    primary key (donor_id, inside, part)
);
create index name_part_found on recruit.name_part (inside, part, donor_id);

-- First and last digits of phones and documents as keyed hashes: only who holds the key can ask for them.
create table recruit.number_part (
    donor_id uuid not null references recruit.donor,
    hash bigint not null,
    primary key (hash, donor_id)
);
create index number_part_donor on recruit.number_part (donor_id);

-- Two files that may be one person, and what became of the question.
create table recruit.duplicate (
    one uuid not null references recruit.donor,
    other uuid not null references recruit.donor,
    points int not null,
    -- codes of the rulebook's weights, highest first
    grounds text[] not null,
    -- confirmed groups that differ: two people, whatever else is alike
    stop boolean not null,
    state text not null check (state in ('open', 'not_same', 'merged')),
    found_at timestamptz not null,
    decided_at timestamptz,
    decided_by uuid references platform.app_user,
    decided_reason text,
    primary key (one, other),
    check (one < other),
    check ((state = 'open') = (decided_at is null))
);
create index duplicate_other on recruit.duplicate (other);
create index duplicate_open on recruit.duplicate (points desc, one, other) where state = 'open';

-- Who was ruled out at registration stays ruled out.
insert into recruit.duplicate (one, other, points, grounds, stop, state, found_at, decided_at, decided_by, decided_reason)
select distinct on (least(d.donor_id, k), greatest(d.donor_id, k)) least(d.donor_id, k), greatest(d.donor_id, k), 0,
    '{}'::text[], false, 'not_same', d.registered_at, d.registered_at, d.registered_by, '登记时确认不是同一人'
from recruit.donor d cross join lateral unnest(d.not_duplicate_of) as k
join recruit.donor e on e.donor_id = k
where k <> d.donor_id
order by least(d.donor_id, k), greatest(d.donor_id, k), d.registered_at;
alter table recruit.donor drop column not_duplicate_of;

-- decisions in their true order: two of them may bear the same time, or wait for each other
create sequence recruit.merge_decision;

create table recruit.merge (
    merge_id uuid primary key,
    -- the file that goes, and the file that stands for both
    loser uuid not null references recruit.donor,
    survivor uuid not null references recruit.donor,
    -- fields whose value is taken from the file that goes
    taken text[] not null,
    state text not null check (state in ('proposed', 'confirmed', 'rejected', 'undone')),
    proposed_at timestamptz not null,
    proposed_by uuid not null references platform.app_user,
    proposed_reason text not null,
    decided_at timestamptz,
    decided_by uuid references platform.app_user,
    decided_reason text,
    decision bigint unique,
    -- what the surviving file said before, and what it was given; sealed fields stay sealed
    before jsonb,
    given jsonb,
    undone_at timestamptz,
    undone_by uuid references platform.app_user,
    undone_reason text,
    check (loser <> survivor),
    check ((state = 'proposed') = (decided_at is null) and (decided_at is null) = (decision is null)),
    check ((state = 'undone') = (undone_at is not null))
);
-- one open question about a file at a time
create unique index merge_open on recruit.merge (loser) where state = 'proposed';
create unique index merge_standing on recruit.merge (loser) where state = 'confirmed';
create index merge_survivor on recruit.merge (survivor);
create index merge_state on recruit.merge (state, proposed_at desc);
