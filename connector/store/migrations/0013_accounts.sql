-- Colleagues who share requests.

-- The domain of the contact's address, once whoever has that address has shown it; null before, and
-- again when Jira says another address.
alter table contacts add column proven_domain text;
create index contacts_proven_domain on contacts (proven_domain) where proven_domain is not null;

-- Sent to the contact's address: whoever opens it reads mail there.
alter table links add column is_mailed integer not null default 0;

-- The requests of an organization are found without their rows.
drop index request_organizations_organization;
create index request_organizations_organization
    on request_organizations (organization_id, request_id);

-- A project's requests in the order of its lists, for accounts that have many. "project || ''" is
-- the project, and keeps this index to the query that says so.
create index requests_listed on requests (
    (project || ''), (case when status_category = 3 then 1 else 0 end), updated_at desc, id desc
) where withdrawn_at is null;
