-- What changed last, in order, so that an open page can be told and a reader who was away misses
-- nothing: of each request one row with the number of its latest change. Numbers rise and are never
-- used again, also across restarts.
create table changes (
    request_id integer primary key references requests (id) on delete cascade,
    number integer not null
) strict;
create index changes_number on changes (number);

create table change_heads (
    id integer primary key check (id = 1),
    changes integer not null,          -- the highest number given
    endings integer not null           -- rises when a session or a guest's browser ends
) strict;
insert into change_heads (id, changes, endings) values (1, 0, 0);
