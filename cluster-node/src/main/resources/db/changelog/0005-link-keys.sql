--liquibase formatted sql

--changeset landfall:0005-link-keys
--comment Secrets that sign download links, by version: all API nodes accept each other's links.
create table link_keys (
  version smallint primary key check (version between 0 and 255),
  secret bytea not null,
  created_at timestamptz not null default now()
);
--rollback drop table link_keys;
