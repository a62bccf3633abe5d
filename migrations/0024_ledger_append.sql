-- The two statements of an append. They are functions because planning them anew for every batch would cost several
-- times what running them costs, and a function can say for itself alone that its plan is to be kept.

-- Locks the units of a batch in the order of their ids, and answers what judging the batch needs to know. `snapshot` is
-- the version that a unit had when the statement began: if another transaction changed it while we waited for its lock,
-- that transaction may have recorded an event of ours which this statement could not see yet.
create function ledger.lock_batch(unit_ids uuid[], event_ids uuid[], donation_numbers text[])
returns table (
    what text, event_id uuid, unit_id uuid, version int, snapshot int, last_hash bytea, born_at timestamptz,
    last_at timestamptz, last_recorded_at timestamptz, state text, facts text, word text, donation_number text,
    product text, division text
)
language plpgsql set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
    return query
    with locked as (
        select u.unit_id, u.version, u.last_hash, u.born_at, u.last_at, u.last_recorded_at, u.state, u.facts
        from ledger.unit u where u.unit_id = any(unit_ids) order by u.unit_id for no key update
    )
    select 'unit', null::uuid, l.unit_id, l.version, (select u.version from ledger.unit u where u.unit_id = l.unit_id),
        l.last_hash, l.born_at, l.last_at, l.last_recorded_at, l.state::text, l.facts::text, null::text, null::text,
        null::text, null::text
    from locked l
    union all
    select 'setting', null, null, null, null, null, null, null, null, null, null, s.hash, null, null, null
    from ledger.setting s
    union all
    select 'event', e.event_id, e.unit_id, null, null, null, null, null, null, null, null, e.body, null, null, null
    from ledger.event e where e.event_id = any(event_ids)
    union all
    select 'sibling', null, u.unit_id, null, null, null, null, null, null, null, null, u.safety, u.donation_number,
        u.product, u.division
    from ledger.unit u where u.donation_number = any(donation_numbers);
end
$$;

-- Writes everything of a batch: newborn units, changed units, genealogy and events, the events in the order given.
create function ledger.write_batch(
    unit_ids uuid[], born boolean[], versions int[], last_hashes bytea[], born_ats timestamptz[], last_ats timestamptz[],
    last_recorded_ats timestamptz[], collected_ats timestamptz[], expires_ats timestamptz[],
    promise_untils timestamptz[], states text[], facts text[],
    children uuid[], parents uuid[], roles text[], volumes_ml int[],
    event_ids uuid[], event_units uuid[], event_versions int[], kinds text[], ats timestamptz[],
    recorded_ats timestamptz[], actors uuid[], orgs uuid[], sites uuid[], bodies text[], prev_hashes bytea[],
    hashes bytea[]
) returns void
language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
    with standing as (
        select * from unnest(unit_ids, born, versions, last_hashes, born_ats, last_ats, last_recorded_ats,
                collected_ats, expires_ats, promise_untils, states, write_batch.facts)
            as n (unit_id, is_born, version, last_hash, born_at, last_at, last_recorded_at, collected_at, expires_at,
                promise_until, state, facts)
    ), newborn as (
        insert into ledger.unit (unit_id, version, last_hash, born_at, last_at, last_recorded_at, collected_at,
            expires_at, promise_until, state, facts)
        select n.unit_id, n.version, n.last_hash, n.born_at, n.last_at, n.last_recorded_at, n.collected_at,
            n.expires_at, n.promise_until, n.state::jsonb, n.facts::jsonb
        from standing n where n.is_born
    ), changed as (
        update ledger.unit u
        set version = n.version, last_hash = n.last_hash, last_at = n.last_at, last_recorded_at = n.last_recorded_at,
            collected_at = n.collected_at, expires_at = n.expires_at, promise_until = n.promise_until,
            state = n.state::jsonb, facts = n.facts::jsonb
        from standing n where not n.is_born and u.unit_id = n.unit_id
    ), kin as (
        insert into ledger.parent (child, parent, role, volume_ml)
        select k.child, k.parent, k.role, k.volume_ml
        from unnest(children, parents, roles, volumes_ml) as k (child, parent, role, volume_ml)
    )
    insert into ledger.event (event_id, unit_id, version, kind, at, recorded_at, actor, org, site, body, prev_hash, hash)
    select e.event_id, e.unit_id, e.version, e.kind, e.at, e.recorded_at, e.actor, e.org, e.site, e.body, e.prev_hash,
        e.hash
    from unnest(event_ids, event_units, event_versions, kinds, ats, recorded_ats, actors, orgs, sites, bodies,
            prev_hashes, hashes) with ordinality
        as e (event_id, unit_id, version, kind, at, recorded_at, actor, org, site, body, prev_hash, hash, ord)
    order by e.ord;
end
$$;

-- Room on each page for the next version of a unit, so that changing what no index covers moves nothing.
alter table ledger.unit set (fillfactor = 80);
