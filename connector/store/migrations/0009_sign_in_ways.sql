-- What is under way between a sign-in way's button and the session. Only keyed hashes are kept of
-- what a browser holds; the rest of an attempt's secrets is derived from it.

-- Browsers that were sent to a provider and have not come back.
create table sign_in_attempts (
    state_hash blob primary key,
    browser_hash blob not null,
    project text not null,
    way text not null,
    expires_at integer not null
) strict;
create index sign_in_attempts_expiry on sign_in_attempts (expires_at);

-- People whom a sign-in way has vouched for, and who are one step before their session.
create table arrivals (
    ticket_hash blob primary key,
    contact_id integer not null references contacts (id) on delete cascade,
    project text not null,
    way text not null,
    return_to text not null,           -- a path of ours, or empty
    is_direct integer not null,        -- nobody has to press a button
    expires_at integer not null
) strict;
create index arrivals_expiry on arrivals (expires_at);

-- Hand-offs that came: each may come once.
create table hand_offs (
    id_hash blob primary key,          -- of issuer and jti
    forgotten_at integer not null      -- by then it is refused for its age
) strict;
create index hand_offs_forgotten on hand_offs (forgotten_at);
