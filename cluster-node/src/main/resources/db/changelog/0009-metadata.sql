--liquibase formatted sql

--changeset landfall:0009-scenes-without-metadata
--comment Scenes whose metadata were asked for and are not there or of no use, so that nobody asks each time.
create table scenes_without_metadata (
  id text collate "C" primary key,
  asked timestamptz not null default now(),
  why text not null
);
--rollback drop table scenes_without_metadata;
