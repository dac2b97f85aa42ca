-- Jira accounts in whose name we post contacts' replies, or ever did. None of them is ever a contact.
create table own_accounts (
    account_id text primary key,
    known_since integer not null
) strict;
