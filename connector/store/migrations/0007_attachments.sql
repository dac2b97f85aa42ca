-- Files that a request's customer may see; what is in them stays in Jira. A private one never gets
-- here (jira/file_naming.hpp).
create table attachments (
    id integer primary key,            -- Jira's attachment id
    request_id integer not null references requests (id) on delete cascade,
    comment_id integer references comments (id) on delete cascade, -- null: the request's own
    file_name text not null,
    media_type text not null,          -- as its uploader said: a hint, never trusted
    size integer not null,             -- bytes
    created_at integer not null
) strict;
create index attachments_request on attachments (request_id);
create index attachments_comment on attachments (comment_id) where comment_id is not null;
