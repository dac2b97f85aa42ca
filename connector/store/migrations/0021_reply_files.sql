-- Files that belong to a reply. Their bytes wait in a folder beside the store until Jira has them.
-- The row lives as long as its reply: the thread shows name and size until the mirror has the
-- comment, and the daily limit counts them.
create table reply_files (
    id integer primary key autoincrement,
    reply_id integer not null references replies (id) on delete cascade,
    name text not null,                -- cleaned, as people see it
    media_type text not null,
    size integer not null,
    stored_as text not null,
    created_at integer not null
) strict;
create index reply_files_reply on reply_files (reply_id);
create index reply_files_stored on reply_files (stored_as);
create index reply_files_created on reply_files (created_at);
