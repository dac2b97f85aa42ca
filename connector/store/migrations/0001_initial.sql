-- Times are milliseconds since 1970 UTC; booleans are 0 and 1.
--
-- Work queues (inbox, replies, outbox) share one idea: `due_at` says when a row may be claimed next.
-- A claim moves it to the end of the lease and raises `fence`; finishing sets it to null, and only
-- the claim that holds the current fence may finish. A worker that dies leaves a row that becomes
-- due again by itself.

create table contacts (
    id integer primary key,
    account_id text not null unique,
    display_name text not null,
    address text,
    is_active integer not null,
    updated_at integer not null
) strict;
create index contacts_address on contacts (address) where address is not null;

create table requests (
    id integer primary key,            -- Jira's issue id
    key text not null,
    project text not null,
    reporter_id integer references contacts (id),
    summary text not null,
    description_html text not null,
    status text not null,
    status_category integer not null,
    created_at integer not null,
    updated_at integer not null,       -- Jira's stamp: an older read never overwrites
    revision integer not null,         -- rises with every save of the request and its thread; starts
                                       -- at Jira's stamp, so that one that was forgotten and comes
                                       -- back does not begin again
    withdrawn_at integer               -- deleted, moved or hidden in Jira: nobody sees it here
) strict;
create index requests_key on requests (key);
create index requests_reporter on requests (reporter_id, updated_at);
create index requests_withdrawn on requests (withdrawn_at) where withdrawn_at is not null;

-- Public comments only; an internal one never gets here.
create table comments (
    id integer primary key,            -- Jira's comment id
    request_id integer not null references requests (id) on delete cascade,
    author_name text not null,
    author_account text not null,
    author_contact_id integer references contacts (id),
    html text not null,
    text text not null,
    created_at integer not null,
    updated_at integer not null
) strict;
create index comments_request on comments (request_id, created_at, id);

-- Webhook deliveries: the hint, not the body. The hash of the signed bytes is what makes a
-- redelivery recognisable; the identifier header is not signed and serves the operator only.
create table inbox (
    id integer primary key,
    body_hash blob not null unique,
    delivery_id text not null,
    event text not null,
    request_id integer,                -- null: never read, a dead letter
    received_at integer not null,
    due_at integer,
    fence integer not null default 0,
    attempts integer not null default 0,
    done_at integer,
    error text not null default ''     -- with due_at and done_at null: a dead letter's reason
) strict;
create index inbox_due on inbox (due_at) where due_at is not null;

-- What contacts wrote in the portal, on its way to Jira.
create table replies (
    id integer primary key,
    idempotency_key text not null unique,
    request_id integer not null references requests (id) on delete cascade,
    contact_id integer not null references contacts (id),
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
create index replies_due on replies (due_at) where due_at is not null;
create index replies_request on replies (request_id);

create table outbox (
    id integer primary key,
    dedup_key text not null unique,
    kind text not null,
    contact_id integer not null references contacts (id),
    request_id integer references requests (id),
    comment_id integer,
    browser_hash blob,                 -- of the browser that asked for a link
    state text not null,
    created_at integer not null,
    due_at integer,
    fence integer not null default 0,
    attempts integer not null default 0,
    sent_at integer,
    error text not null default ''
) strict;
create index outbox_due on outbox (due_at) where due_at is not null;
create index outbox_contact on outbox (contact_id, created_at);

create table mail_attempts (
    mail_id integer not null references outbox (id) on delete cascade,
    at integer not null,
    outcome text not null,
    code integer not null,
    detail text not null
) strict;
create index mail_attempts_mail on mail_attempts (mail_id);

-- Only a keyed hash of a token is kept, here and everywhere.
create table links (
    id integer primary key,
    token_hash blob not null unique,
    contact_id integer not null references contacts (id),
    request_id integer references requests (id),
    purpose text not null,
    browser_hash blob,
    created_at integer not null,
    expires_at integer not null,
    used_at integer,
    voided_at integer,
    address_tries integer not null default 0
) strict;
create index links_contact on links (contact_id) where used_at is null and voided_at is null;
create index links_expiry on links (expires_at);

create table sessions (
    id integer primary key,
    token_hash blob not null unique,
    contact_id integer not null references contacts (id),
    assurance text not null,
    link_id integer references links (id),
    created_at integer not null,
    last_seen_at integer not null,
    expires_at integer not null,
    idle_limit integer not null,
    device text not null
) strict;
create index sessions_contact on sessions (contact_id);
create index sessions_link on sessions (link_id);

create table audit (
    id integer primary key,
    at integer not null,
    event text not null,
    contact_id integer,
    request_id integer,
    client text not null,
    detail text not null
) strict;
create index audit_at on audit (at);

-- Small facts with one value, such as the latest time ever seen.
create table facts (
    name text primary key,
    value integer not null
) strict;
