-- Who and what there is besides requests and comments. What belongs to a request comes with each
-- read of it; the rest is asked for now and then (mirror/directory.hpp).
alter table requests add column type_id integer;          -- Jira's id of the request type
alter table requests add column type_name text not null default '';

-- They see a request as its reporter does.
create table participants (
    request_id integer not null references requests (id) on delete cascade,
    contact_id integer not null references contacts (id),
    primary key (request_id, contact_id)
) strict;
create index participants_contact on participants (contact_id);

-- A service level of a request: a promise that runs, and how those before it ended.
create table slas (
    request_id integer not null references requests (id) on delete cascade,
    position integer not null,         -- in the order of the site's fields
    name text not null,
    started_at integer,                -- null, as the four below: no cycle runs
    goal integer,                      -- milliseconds of working time
    breaches_at integer,               -- null too where Jira does not say
    is_breached integer,
    is_paused integer,
    met integer not null,
    missed integer not null,
    primary key (request_id, position)
) strict;

create table organizations (
    id integer primary key,            -- Jira's id
    name text not null
) strict;

create table request_organizations (
    request_id integer not null references requests (id) on delete cascade,
    organization_id integer not null references organizations (id),
    primary key (request_id, organization_id)
) strict;
create index request_organizations_organization on request_organizations (organization_id);

create table desk_organizations (
    project text not null,
    organization_id integer not null references organizations (id),
    primary key (project, organization_id)
) strict;
create index desk_organizations_organization on desk_organizations (organization_id);

create table organization_members (
    organization_id integer not null references organizations (id) on delete cascade,
    contact_id integer not null references contacts (id),
    primary key (organization_id, contact_id)
) strict;
create index organization_members_contact on organization_members (contact_id);

create table desk_customers (
    project text not null,
    contact_id integer not null references contacts (id),
    primary key (project, contact_id)
) strict;
create index desk_customers_contact on desk_customers (contact_id);

create table request_types (
    project text not null,
    id integer not null,               -- Jira's id
    position integer not null,         -- in the portal's order
    name text not null,
    description text not null,
    help text not null,
    is_shown integer not null,         -- in a group of the portal
    primary key (project, id)
) strict;
