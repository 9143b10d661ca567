--liquibase formatted sql

--changeset landfall:0024-exports-by-status
--comment Pages of one status, and what has not ended, without going through all that an owner has.
create index exports_owner_status_idx on exports (owner, status, created_at desc, id desc);
create index exports_unfinished_idx on exports (id) where status not in ('SUCCESS', 'ERROR');
--rollback drop index exports_unfinished_idx; drop index exports_owner_status_idx;
