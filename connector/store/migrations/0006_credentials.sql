-- What Jira has given us to keep, such as an OAuth consent's refresh token. Sealed with a key of the
-- key files: a copy of the store holds nothing of use (SR-126).
create table credentials (
    name text primary key,
    -- The key that sealed it.
    key_id blob not null,
    -- Keyed hash of the token that the configuration names: another one is another consent.
    consent blob not null,
    sealed blob not null,
    -- Jira honours it no longer.
    is_refused integer not null,
    saved_at integer not null
) strict;
