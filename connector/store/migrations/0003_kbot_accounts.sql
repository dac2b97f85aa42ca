-- Jira accounts that the Anonymous Kbot User has or ever had. None of them is ever a contact (SR-55).
create table kbot_accounts (
    account_id text primary key,
    known_since integer not null
) strict;
