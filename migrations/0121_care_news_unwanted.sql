-- Who says with the consent not to want news of the use of this blood gets none.
alter table care.donation add column news_unwanted boolean not null default false;
