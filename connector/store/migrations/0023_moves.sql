-- Steps of the workflow that customers want taken with their requests, on their way to Jira: a work
-- queue like those of 0001. Of each request one at a time.
create table moves (
    id integer primary key,
    request_id integer not null references requests (id) on delete cascade,
    contact_id integer references contacts (id),  -- null: a guest
    transition text not null,          -- Jira's id
    label text not null,               -- what was on the button
    from_status text not null,         -- of the request, as it was on the page
    created_at integer not null,
    due_at integer,
    fence integer not null default 0,
    attempts integer not null default 0,
    is_done integer not null default 0,
    settled_revision integer,          -- of the request, when it was done or refused
    error text not null default ''
) strict;
create index moves_due on moves (due_at) where due_at is not null;
create index moves_request on moves (request_id);
create unique index moves_waiting on moves (request_id) where due_at is not null;
