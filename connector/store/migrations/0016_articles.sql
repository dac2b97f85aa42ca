-- Articles that a search of a project found for customers: they may be read in its portal. Votes are
-- of nobody in particular.
create table articles (
    project text not null,
    article_id text not null,                -- Jira's: digits
    title text not null,
    excerpt text not null,
    url text not null,                       -- on the Jira site; empty: not known
    found_at integer not null,
    helped integer not null default 0,
    did_not_help integer not null default 0,
    deflected integer not null default 0,    -- helped somebody who was about to raise a request
    primary key (project, article_id)
) strict;
create index articles_found on articles (found_at);
