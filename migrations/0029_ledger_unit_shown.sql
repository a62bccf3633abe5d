-- A unit as every screen shows it: the state with the names of its custodian and place.
create view ledger.v_unit_shown as
select u.unit_id, u.version, u.donation_number, u.product, u.division, u.blood_group, u.volume_ml, u.life, u.safety,
    u.state -> 'holds' as holds, u.hold_count, u.promise, u.promise_until, u.order_id as promised_order,
    u.patient_id as promised_patient, u.mode, u.shipment_id, u.heading_to, u.label_verified,
    u.custodian, o.name as custodian_name, u.place, s.name as site_name, u.position, u.collected_at, u.expires_at
from ledger.v_unit u
join platform.v_org o on o.org_id = u.custodian
left join platform.v_site s on s.site_id = u.place;
