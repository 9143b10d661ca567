--liquibase formatted sql

--changeset landfall:0010-token-life
--comment Until when a token is good. Those that are there stay good for ever, until they are revoked.
alter table tokens add column expires_at timestamptz, add column revoked_at timestamptz;
--rollback alter table tokens drop column expires_at, drop column revoked_at;
