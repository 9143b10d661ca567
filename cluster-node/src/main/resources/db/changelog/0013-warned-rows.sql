--liquibase formatted sql

--changeset landfall:0013-warned-rows
--comment Rows of a list that were read well, but for cells that may be unknown.
alter table ingest_runs add column warned bigint not null default 0;
--rollback alter table ingest_runs drop column warned;
