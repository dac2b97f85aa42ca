-- What people have set to sign in with besides the mail. All of it dies with the contact, and when
-- its address changes.

-- Of a password only a slow hash is kept, and that sealed with a key of the key files: who has the
-- store alone cannot even begin to guess.
create table passwords (
    contact_id integer primary key references contacts (id) on delete cascade,
    key_id blob not null,              -- of the key that sealed it
    sealed blob not null,
    set_at integer not null,
    used_at integer
) strict;

-- Tries at contacts' passwords, whether they have one or not; of a day.
create table password_tries (
    id integer primary key,
    contact_id integer not null references contacts (id) on delete cascade,
    tried_at integer not null
) strict;
create index password_tries_contact on password_tries (contact_id, tried_at);
create index password_tries_at on password_tries (tried_at);

-- How authenticators know a contact: random, and nothing else.
create table passkey_owners (
    contact_id integer primary key references contacts (id) on delete cascade,
    handle blob not null unique
) strict;

create table passkeys (
    id integer primary key,
    contact_id integer not null references contacts (id) on delete cascade,
    credential_id blob not null unique,
    algorithm integer not null,        -- COSE: -7, -8 or -257
    public_key blob not null,
    counter integer not null,          -- as the authenticator said last; 0: it does not count
    name text not null,
    created_at integer not null,
    used_at integer
) strict;
create index passkeys_contact on passkeys (contact_id);

-- Challenges that were answered: each may be answered once.
create table spent_challenges (
    challenge_hash blob primary key,
    forgotten_at integer not null      -- by then it is refused for its age
) strict;
create index spent_challenges_forgotten on spent_challenges (forgotten_at);
