-- A booking is looked at again when the donor's file changes: who may not give on its day need not travel for nothing.
alter table recruit.booking
    -- when the file was last asked whether the donor may give on the day; null while nobody asked since it was booked
    add column judged_at timestamptz,
    drop constraint booking_ended_by_check,
    -- 'file': what stands in the donor's file speaks against the day
    add constraint booking_ended_by_check check (ended_by in ('donor', 'staff', 'station', 'file'));
create index booking_to_judge on recruit.booking (judged_at nulls first) where state in ('booked', 'offered');
