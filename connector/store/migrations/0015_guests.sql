-- Browsers in which a request was raised without proof of who is there. As with sessions, the cookie
-- never comes here, only its keyed hash.
create table guests (
    id integer primary key,
    token_hash blob not null unique,
    key_id blob not null,              -- of the key that the cookie was made with
    claimed_address text,              -- normalised; typed, not proven
    created_at integer not null,
    last_seen_at integer not null,
    expires_at integer not null,
    idle_limit integer not null        -- milliseconds
) strict;
create index guests_expiry on guests (expires_at);

-- A capability: that browser may see that one request. Jira's id; the mirror may not have it yet.
create table held_requests (
    guest_id integer not null references guests (id) on delete cascade,
    request_id integer not null,
    primary key (guest_id, request_id)
) strict;
create index held_requests_request on held_requests (request_id);

-- The way back to a request that is nobody's yet: its printable code is made of this seed and a key
-- that is not here.
create table reference_codes (
    request_id integer primary key,
    seed blob not null,
    key_id blob not null,
    created_at integer not null
) strict;

-- Requests of a guest who has proven an address since, on their way to become that contact's in
-- Jira: a work queue like those of 0001.
create table takeovers (
    id integer primary key,
    request_id integer not null unique,
    contact_id integer not null references contacts (id),
    created_at integer not null,
    due_at integer,
    fence integer not null default 0,
    attempts integer not null default 0,
    error text not null default ''     -- with due_at null: refused for good
) strict;
create index takeovers_due on takeovers (due_at) where due_at is not null;

-- A reply of a guest is no contact's.
create table replies_of_anybody (
    id integer primary key,
    idempotency_key text not null unique,
    request_id integer not null references requests (id) on delete cascade,
    contact_id integer references contacts (id),  -- null: a guest's
    text text not null,
    posted_text text not null,         -- as Jira was given it: recognises our own comment
    created_at integer not null,
    due_at integer,
    fence integer not null default 0,
    attempts integer not null default 0,
    comment_id integer unique,         -- set once Jira has it
    mirrored_at integer,               -- the comment came back: from here on the mirror shows it
    error text not null default ''     -- with due_at and comment_id null: refused for good
) strict;
insert into replies_of_anybody (id, idempotency_key, request_id, contact_id, text, posted_text,
    created_at, due_at, fence, attempts, comment_id, mirrored_at, error)
select id, idempotency_key, request_id, contact_id, text, posted_text, created_at, due_at, fence,
    attempts, comment_id, mirrored_at, error from replies;
drop table replies;
alter table replies_of_anybody rename to replies;
create index replies_due on replies (due_at) where due_at is not null;
create index replies_request on replies (request_id);
