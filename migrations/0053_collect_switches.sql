-- Nobody is greeted by a camera; where papers are signed on screen, a needle waits for them.
delete from collect.site_switch where name = 'camera_greeting';
alter table collect.site_switch drop constraint site_switch_name_check;
alter table collect.site_switch add check (name in ('face_comparison', 'signed_papers'));
