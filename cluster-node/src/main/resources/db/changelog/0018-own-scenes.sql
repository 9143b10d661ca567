--liquibase formatted sql

--changeset landfall:0018-own-scenes
--comment Scenes that users have registered. What is deleted stays some days for exports that were begun with it.
create table own_scenes (
  id uuid primary key,
  owner text not null,
  organization text,
  visibility text not null,
  content jsonb not null,
  fingerprint text not null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);
create index own_scenes_by_owner on own_scenes (owner, created_at, id);
--rollback drop table own_scenes;
