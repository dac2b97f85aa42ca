-- Requests that people raise in the portal, on their way to Jira: stored before Jira is called. A work
-- queue like those of 0001.
create table intakes (
    id integer primary key,
    idempotency_key text not null unique,  -- of the form that was sent
    project text not null,
    contact_id integer references contacts (id),  -- in whose name; null: the Kbot account's, for
    guest_id integer,                      -- a visitor without an account
    type_id integer not null,              -- Jira's id of the request type
    summary text not null,
    answers text not null,                 -- JSON, see store/intakes.hpp
    created_at integer not null,
    due_at integer,                        -- null: raised or refused
    fence integer not null default 0,
    attempts integer not null default 0,
    tried_at integer,                      -- null: Jira surely has made nothing of it
    error text not null default '',        -- of the last attempt, for the operator
    refusal text,                          -- JSON: why Jira will not have it
    request_id integer,                    -- Jira's id of what was raised; it may not be mirrored yet
    request_key text,
    settled_at integer,
    check ((contact_id is null) <> (guest_id is null))
) strict;
create index intakes_due on intakes (due_at) where due_at is not null;
create index intakes_request on intakes (request_id) where request_id is not null;
create index intakes_contact on intakes (contact_id) where contact_id is not null;
