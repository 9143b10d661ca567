--liquibase formatted sql

--changeset landfall:0032-exports-expiry
--comment Which ended exports may have a file in the store, for what gives it up when its time is over.
alter table exports add column keeps_file boolean not null default true;
create index exports_kept_idx on exports (updated_at, id) where keeps_file and status in ('SUCCESS', 'ERROR');
--rollback drop index exports_kept_idx;
--rollback alter table exports drop column keeps_file;
