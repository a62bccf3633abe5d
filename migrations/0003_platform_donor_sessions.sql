-- Donors act for themselves, in sessions of their own.
create table platform.donor_session (
    -- only the digest of the cookie is kept: who reads this table cannot sign in with it
    token_digest bytea primary key,
    -- the donor's file lives in another scene: no key
    donor_id uuid not null,
    -- the browser as it named itself, shortened: for the donor's own list of sign-ins
    device text not null,
    created_at timestamptz not null,
    used_at timestamptz not null,
    expires_at timestamptz not null
);
create index donor_session_donor on platform.donor_session (donor_id);
create index donor_session_expiry on platform.donor_session (expires_at);

-- In whose name what donors do themselves is written down. It has no password that fits and cannot sign in.
insert into platform.app_user (user_id, org_id, site_id, username, display_name, pinyin, password_hash, roles, created_at)
select gen_random_uuid(), o.org_id, s.site_id, 'self-service', '献血者自助', 'xianxuezhezizhu', '!', '{}',
    coalesce((select min(created_at) from platform.app_user), timestamptz 'epoch')
from platform.org o
cross join lateral (
    select site_id from platform.site where org_id = o.org_id order by (kind = 'office') desc, code limit 1
) s
where o.kind = 'station'
order by o.code limit 1
on conflict (username) do nothing;

-- Who looked at whose file: a donor may ask.
create index audit_viewed on platform.audit (path collate "C", at) where outcome = 'viewed';
