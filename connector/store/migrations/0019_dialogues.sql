-- Where visitors' dialogues with the assistant stand: kept here, so that no step is skipped or taken twice.
create table dialogues (
    id integer primary key,
    project text not null,
    browser_hash blob not null,            -- keyed hash of the browser's cookie, as in links
    contact_id integer references contacts (id),  -- who was signed in; null: nobody
    claimed_address text,                  -- typed in the dialogue, normalised, unproven
    flow blob not null,                    -- SHA-256 of the flow that it follows
    revision integer not null,             -- rises with every answer
    state text not null,                   -- JSON, see portal/dialogue.hpp
    created_at integer not null,
    touched_at integer not null,
    unique (project, browser_hash)
) strict;
create index dialogues_contact on dialogues (contact_id) where contact_id is not null;
create index dialogues_touched on dialogues (touched_at);
