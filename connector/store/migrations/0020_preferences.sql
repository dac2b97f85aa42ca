-- What contacts choose for themselves: a language's tag, a zone of the IANA database; '' is nothing.
alter table contacts add column language text not null default '';
alter table contacts add column time_zone text not null default '';
