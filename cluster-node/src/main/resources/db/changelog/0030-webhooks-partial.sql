--liquibase formatted sql

--changeset landfall:0030-webhooks-partial
--comment Whether some destinations have the files of an export that has ended, and others do not.
alter table webhook_deliveries add column partial boolean not null default false;
--rollback alter table webhook_deliveries drop column partial;
