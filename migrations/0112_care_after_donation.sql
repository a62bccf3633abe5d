-- What follows a donation: its points, and the small gift that is handed out with thanks.
alter table care.donation add column points int check (points >= 0);

-- Every piece that comes to a site, is handed out or is counted; the stock is their sum.
create table care.gift_move (
    move_no bigint generated always as identity primary key,
    site_id uuid not null references platform.site,
    -- a code of the rulebook
    gift text not null,
    what text not null check (what in ('received', 'handed_out', 'counted')),
    -- added to the stock; of a count, what it differed by
    pieces int not null,
    -- for which donation
    donation_number text,
    note text,
    at timestamptz not null,
    by_user uuid not null references platform.app_user,
    check ((what = 'handed_out') = (donation_number is not null)),
    check (what <> 'received' or pieces > 0),
    check (what <> 'handed_out' or pieces = -1)
);
-- a gift is given once for a donation, whoever hands it out
create unique index gift_once on care.gift_move (donation_number) where donation_number is not null;
create index gift_stock on care.gift_move (site_id, gift) include (pieces);
create index gift_latest on care.gift_move (site_id, move_no desc);
