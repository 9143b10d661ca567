--liquibase formatted sql

--changeset landfall:0021-estimates
--comment Estimates go by the exports that have ended well lately.
create index exports_success_idx on exports (updated_at desc) where status = 'SUCCESS';
--rollback drop index exports_success_idx;
