-- A site may let its kiosk greet who has agreed to it on the spot; off until an administrator switches it on.
alter table collect.site_switch drop constraint site_switch_name_check;
alter table collect.site_switch add constraint site_switch_name_check
    check (name in ('face_comparison', 'signed_papers', 'camera_greeting'));
