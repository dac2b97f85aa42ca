-- The statuses that a request had, by the names that customers see.
create table status_changes (
    request_id integer not null references requests (id) on delete cascade,
    at integer not null,               -- Jira's stamp: since when
    status text not null,
    primary key (request_id, at)
) strict;
