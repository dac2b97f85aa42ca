-- One row for each project that was ever configured.
create table projects (
    key text primary key,
    watched_since integer not null,    -- the first start with it: what happened before is no news
    -- Everything that changed up to here is mirrored. Ours or Jira's clock: mirror/poll.hpp.
    cursor_at integer,
    cursor_request_id integer,         -- the last one that counts within that millisecond
    first_read_at integer              -- when it had been read once from end to end
) strict;
