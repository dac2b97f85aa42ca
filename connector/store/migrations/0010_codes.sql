-- A short code in the mail is another way to use its link, in the browser that asked for it. Of it,
-- too, only a keyed hash is kept.
alter table links add column code_hash blob;
alter table links add column code_tries integer not null default 0;
-- The id of the key that a token was made with: no key is retired by accident that is in use. Null:
-- made before this was kept.
alter table links add column key_id blob;
alter table sessions add column key_id blob;
alter table sessions add column made_by text not null default 'link';
create index links_code on links (browser_hash)
    where code_hash is not null and used_at is null and voided_at is null;
create index links_code_tries on links (contact_id) where code_tries > 0;
