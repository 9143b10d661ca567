--liquibase formatted sql

--changeset landfall:0028-exports-to-clean-up
--comment What has ended and not cleaned up is woken as well: another copy of it may have taken it for done.
alter table exports add column needs_clean_up boolean not null default false;
drop index exports_unfinished_idx;
create index exports_unfinished_idx on exports (id) where status not in ('SUCCESS', 'ERROR') or needs_clean_up;
--rollback drop index exports_unfinished_idx;
--rollback alter table exports drop column needs_clean_up;
--rollback create index exports_unfinished_idx on exports (id) where status not in ('SUCCESS', 'ERROR');
