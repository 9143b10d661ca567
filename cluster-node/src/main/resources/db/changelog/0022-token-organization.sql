--liquibase formatted sql

--changeset landfall:0022-token-organization
--comment Whose members the user of a token shares with. Those that are there have none.
alter table tokens add column organization text;
create index tokens_owner on tokens (owner, created_at, sha256);
--rollback drop index tokens_owner; alter table tokens drop column organization;
