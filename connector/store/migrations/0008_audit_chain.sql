-- Each row of the audit is sealed to the one before it (store/audit_chain.hpp). What may lead to a
-- person, the client's address and the detail, is sealed by a salted digest, so that it can be
-- blanked, its salt with it, and the chain still holds.
alter table audit add column client_salt blob;    -- null: nothing was there, or it was blanked
alter table audit add column client_digest blob;  -- null: nothing was there
alter table audit add column detail_salt blob;
alter table audit add column detail_digest blob;
alter table audit add column key_id blob;         -- the key that made the tag
alter table audit add column tag blob;            -- null: written before the chain began, or by nobody we know
create index audit_contact on audit (contact_id) where contact_id is not null;
create index audit_clients on audit (at) where client <> '';

-- What names a contact: looked for before one is forgotten.
create index comments_author on comments (author_contact_id) where author_contact_id is not null;
create index replies_contact on replies (contact_id);
create index links_owner on links (contact_id);

-- Rows that the chain hangs on, each sealed: 'oldest' is the last one that was forgotten (0 before
-- that), 'newest' the latest one when it was looked at last.
create table audit_anchors (
    name text primary key,
    row_id integer not null,
    tag blob not null,
    key_id blob not null,
    seal blob not null
) strict;

-- Who was erased and is not mirrored again: keyed hashes of Jira accounts, and comments that were
-- written for them in another account's name.
create table forgotten_accounts (
    account_hash blob primary key,
    forgotten_at integer not null
) strict;
create table forgotten_comments (
    id integer primary key             -- Jira's comment id
) strict;
