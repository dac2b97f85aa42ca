-- The list that people see: in order, by filter, by words, and what of it is new to them.

-- A contact's own list: the requests that they reported or take part in. All of it but the two
-- revisions follows from requests and participants, and is here so that a page of a long list, with
-- or without a filter, is read from one index.
create table list_entries (
    contact_id integer not null references contacts (id) on delete cascade,
    request_id integer not null references requests (id) on delete cascade,
    project text not null,
    is_done integer not null,
    updated_at integer not null,
    status text not null,
    type_id integer not null,          -- 0: not known
    news_revision integer not null,    -- of the request, when something was new to this contact last
    seen_revision integer not null,    -- of the request, as this contact saw it last
    primary key (contact_id, request_id)
) strict;
create index list_entries_request on list_entries (request_id);
create index list_entries_all
    on list_entries (contact_id, project, is_done, updated_at, request_id);
create index list_entries_status
    on list_entries (contact_id, project, is_done, status, updated_at, request_id);
create index list_entries_type
    on list_entries (contact_id, project, is_done, type_id, updated_at, request_id);
create index list_entries_both
    on list_entries (contact_id, project, is_done, status, type_id, updated_at, request_id);
create index list_entries_unread
    on list_entries (contact_id, project) where news_revision > seen_revision;

insert into list_entries (contact_id, request_id, project, is_done, updated_at, status, type_id,
    news_revision, seen_revision)
select reader, id, project, case when status_category = 3 then 1 else 0 end, updated_at, status,
    coalesce(type_id, 0), 0, 0
from (select reporter_id as reader, id as request from requests where reporter_id is not null
    union select contact_id, request_id from participants) join requests on id = request
where withdrawn_at is null order by reader, request;

-- The words of each request that somebody may see, as store/search_words says, each with whom it may
-- be found by (store/request_search). No positions and no sizes: a match is yes or no.
create virtual table request_search using fts5(words, tokenize = 'ascii', detail = none,
    columnsize = 0);

-- Requests whose words in the index are not (or no longer) those of the mirror. An entry may outlive
-- its request: what is gone has to leave the index, too.
create table unsearched_requests (
    request_id integer primary key
) strict;
insert into unsearched_requests (request_id) select id from requests where withdrawn_at is null;

-- "insert or ignore" would not do: what an upsert says of conflicts goes before it.
create trigger requests_search_added after insert on requests begin
    insert into unsearched_requests (request_id) select new.id
        where new.id not in (select request_id from unsearched_requests);
end;
create trigger requests_search_changed after update on requests
when old.key is not new.key or old.reporter_id is not new.reporter_id
    or old.summary is not new.summary or old.description_html is not new.description_html
    or (old.withdrawn_at is null) <> (new.withdrawn_at is null)
    or (old.status_category = 3) <> (new.status_category = 3)
begin
    insert into unsearched_requests (request_id) select new.id
        where new.id not in (select request_id from unsearched_requests);
end;
create trigger requests_search_removed after delete on requests begin
    insert into unsearched_requests (request_id) select old.id
        where old.id not in (select request_id from unsearched_requests);
end;
create trigger comments_search_added after insert on comments begin
    insert into unsearched_requests (request_id) select new.request_id
        where new.request_id not in (select request_id from unsearched_requests);
end;
create trigger comments_search_changed after update on comments
when old.text is not new.text or old.request_id <> new.request_id
begin
    insert into unsearched_requests (request_id) select old.request_id
        where old.request_id not in (select request_id from unsearched_requests);
    insert into unsearched_requests (request_id) select new.request_id
        where new.request_id not in (select request_id from unsearched_requests);
end;
create trigger comments_search_removed after delete on comments begin
    insert into unsearched_requests (request_id) select old.request_id
        where old.request_id not in (select request_id from unsearched_requests);
end;
create trigger participants_search_added after insert on participants begin
    insert into unsearched_requests (request_id) select new.request_id
        where new.request_id not in (select request_id from unsearched_requests);
end;
create trigger participants_search_removed after delete on participants begin
    insert into unsearched_requests (request_id) select old.request_id
        where old.request_id not in (select request_id from unsearched_requests);
end;
create trigger organizations_search_added after insert on request_organizations begin
    insert into unsearched_requests (request_id) select new.request_id
        where new.request_id not in (select request_id from unsearched_requests);
end;
create trigger organizations_search_removed after delete on request_organizations begin
    insert into unsearched_requests (request_id) select old.request_id
        where old.request_id not in (select request_id from unsearched_requests);
end;
