--liquibase formatted sql

--changeset landfall:0004-tokens
--comment API tokens. Only the SHA-256 of a token is kept.
create table tokens (
  sha256 char(64) primary key,
  owner text not null,
  scopes text[] not null,
  created_at timestamptz not null default now()
);
--rollback drop table tokens;
