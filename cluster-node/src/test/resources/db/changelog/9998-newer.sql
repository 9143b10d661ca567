--liquibase formatted sql

--changeset landfall:9998-newer
--comment Of a build to come, as NewerSchemaIT has it. Nodes that do not know it work on.
alter table exports add column newer text;
--rollback alter table exports drop column newer;
