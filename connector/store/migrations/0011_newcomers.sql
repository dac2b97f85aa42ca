-- The project's portal: where a link leads that belongs to no request.
alter table links add column project text;
alter table outbox add column project text;

-- When we put them on the desk; null once Jira's own list has shown them.
alter table desk_customers add column added_at integer;

-- Addresses that Jira did not know when they asked for a link, on their way to become customers: a
-- work queue like those of 0001. A settled one counts for the day and is otherwise forgotten.
create table newcomers (
    id integer primary key,
    project text not null,
    address text,                      -- normalised; null: settled
    browser_hash blob not null,        -- of the browser that asked
    client text not null,              -- network address, for the audit
    created_at integer not null,
    due_at integer,
    fence integer not null default 0,
    attempts integer not null default 0,
    unique (project, address)
) strict;
create index newcomers_due on newcomers (due_at) where due_at is not null;
create index newcomers_day on newcomers (project, created_at);
