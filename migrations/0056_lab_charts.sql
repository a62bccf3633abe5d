-- What the controls of closed runs have read: the points of the charts of the laboratory.
create view lab.v_control_point as
    select u.run_id, u.org_id, u.run_no, u.state, u.closed_at, u.instrument_id, i.code as instrument_code, i.name as instrument_name,
        k.code as kit_code, k.name as kit_name, u.lot_id, l.lot, c.line ->> 'control' as control, c.line ->> 'marker' as marker,
        (c.line ->> 'mean')::float8 as value
    from lab.run u join lab.kit k on k.kit_id = u.kit_id join lab.reagent_lot l on l.lot_id = u.lot_id
    join lab.instrument i on i.instrument_id = u.instrument_id
    cross join lateral jsonb_array_elements(u.validity -> 'controls') as c (line)
    where u.validity is not null and c.line ->> 'mean' is not null;
