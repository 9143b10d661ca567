--liquibase formatted sql

--changeset landfall:0036-exports-kept-until
--comment When the files of ended exports go: fixed when they end, or given later to those that had no date.
alter table exports add column kept_until timestamptz;
drop index exports_kept_idx;
create index exports_dated_idx on exports (kept_until, id)
  where keeps_file and status in ('SUCCESS', 'ERROR') and kept_until is not null;
create index exports_dateless_idx on exports (id)
  where keeps_file and status in ('SUCCESS', 'ERROR') and kept_until is null;
--rollback drop index exports_dateless_idx;
--rollback drop index exports_dated_idx;
--rollback create index exports_kept_idx on exports (updated_at, id) where keeps_file and status in ('SUCCESS', 'ERROR');
--rollback alter table exports drop column kept_until;
