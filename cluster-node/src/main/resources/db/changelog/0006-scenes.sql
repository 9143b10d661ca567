--liquibase formatted sql

--changeset landfall:0006-scene-lists-url
--comment Where scenes come from, and how far a load that was cut off had come.
create table scene_lists (
  id smallint generated always as identity primary key,
  url text not null unique
);
create table scene_staging (
  list text not null,
  version text not null,
  lines bigint not null
);
--rollback drop table if exists scenes_staged; drop table if exists scenes_seen; drop table scene_staging; drop table scene_lists;

--changeset landfall:0006-scenes-digest-128
--comment The index of scenes. The extent runs on beyond 180 for a footprint across the antimeridian; unknown is null.
create table scenes (
  acquired timestamptz not null,
  indexed timestamptz not null default now(),
  changed timestamptz not null default now(),
  digest uuid not null,
  list smallint not null,
  wrs_path smallint not null,
  wrs_row smallint not null,
  collection smallint not null,
  footprint_from smallint not null,
  id text collate "C" primary key,
  entity_id text collate "C",
  level text collate "C",
  category text collate "C",
  cloud_cover double precision,
  sun_elevation double precision,
  sun_azimuth double precision,
  withdrawn timestamptz,
  replaced_by text collate "C",
  url text,
  browse_url text,
  footprint bytea not null,
  extent box not null
);
create index scenes_acquired on scenes (acquired desc, id desc);
--rollback drop table scenes;

--changeset landfall:0006-scenes-place splitStatements:false
--comment Place and time in one index, where the server has btree_gist.
do $$
begin
  begin
    create extension if not exists btree_gist;
  exception when others then
    raise notice 'no btree_gist: %', sqlerrm;
  end;
  if exists (select from pg_extension where extname = 'btree_gist') then
    create index scenes_place on scenes using gist (extent, acquired) where withdrawn is null;
  else
    create index scenes_place on scenes using gist (extent) where withdrawn is null;
  end if;
end
$$;
--rollback drop index if exists scenes_place;
