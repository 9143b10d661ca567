--liquibase formatted sql

--changeset landfall:0029-styles
--comment Tools and colour corrections that addresses of map tiles name by a short id, until nobody uses them.
create table styles (
  owner text not null,
  -- a hash of kind and definition
  id text not null,
  kind text not null,
  -- JSON as it was sent
  definition text not null,
  bytes bigint not null,
  -- to the hour
  used_at timestamptz not null,
  primary key (owner, id)
);
create index styles_used on styles (used_at);
--rollback drop table styles;
