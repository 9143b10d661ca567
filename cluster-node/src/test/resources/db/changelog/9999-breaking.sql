--liquibase formatted sql

--changeset landfall:9999-breaking labels:breaks-older-nodes
--comment Of a build after that. Nodes that do not know it cannot work with it.
alter table exports rename column owner to owned_by;
--rollback alter table exports rename column owned_by to owner;
