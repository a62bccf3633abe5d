-- Seals: committed events become leaves of an RFC 6962 tree whose root is signed.

create table ledger.seal_key (
    -- name in the signed note and Ed25519 public key
    name text primary key,
    public_key bytea not null check (octet_length(public_key) = 32),
    registered_at timestamptz not null
);

create table ledger.leaf (
    leaf_index bigint primary key check (leaf_index >= 0),
    event_id uuid not null unique,
    -- the event's hash; the leaf hash is made of it
    hash bytea not null check (octet_length(hash) = 32)
);

-- Roots of complete subtrees: level 0 are the leaf hashes, (l, i) covers the leaves from i * 2^l.
create table ledger.node (
    level smallint not null check (level >= 0),
    node_index bigint not null check (node_index >= 0),
    hash bytea not null check (octet_length(hash) = 32),
    primary key (level, node_index)
);

create table ledger.seal (
    tree_size bigint primary key check (tree_size > 0),
    seal_id uuid not null unique,
    sealed_at timestamptz not null,
    -- every event of a transaction before this one is in the tree
    sealed_before xid8 not null,
    root bytea not null check (octet_length(root) = 32),
    -- the signed note (C2SP tlog-checkpoint), word for word
    checkpoint text not null
);

create trigger only_added before update or delete on ledger.seal_key for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on ledger.seal_key execute function ledger.refuse_change();
create trigger only_added before update or delete on ledger.leaf for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on ledger.leaf execute function ledger.refuse_change();
create trigger only_added before update or delete on ledger.node for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on ledger.node execute function ledger.refuse_change();
create trigger only_added before update or delete on ledger.seal for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on ledger.seal execute function ledger.refuse_change();
