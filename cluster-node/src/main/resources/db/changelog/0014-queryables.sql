--liquibase formatted sql

--changeset landfall:0014-queryables
--comment An index for whatever else a search may ask by. Few values take little room, since equal ones are kept once. After a first load they are built when its scenes can be found already.
create index scenes_path_row on scenes (wrs_path, wrs_row) where withdrawn is null;
create index scenes_platform on scenes (('landsat-' || substr(id, case when substr(id, 5, 1) = '_' then 4 else 3 end, 1)), acquired desc) where withdrawn is null;
create index scenes_entity on scenes (entity_id) where withdrawn is null;
create index scenes_level on scenes (level) where withdrawn is null;
create index scenes_category on scenes (category) where withdrawn is null;
create index scenes_collection on scenes (collection) where withdrawn is null;
create index scenes_cloud_cover on scenes (cloud_cover, acquired desc) where withdrawn is null;
create index scenes_sun_elevation on scenes (sun_elevation) where withdrawn is null and sun_elevation is not null;
create index scenes_sun_azimuth on scenes (sun_azimuth) where withdrawn is null and sun_azimuth is not null;
create index scenes_indexed on scenes (indexed) where withdrawn is null;
create index scenes_changed on scenes (changed) where withdrawn is null;
create table scene_indexes (
  name text primary key,
  definition text not null
);
--rollback drop index if exists scenes_path_row, scenes_platform, scenes_entity, scenes_level, scenes_category, scenes_collection, scenes_cloud_cover, scenes_sun_elevation, scenes_sun_azimuth, scenes_indexed, scenes_changed; drop table scene_indexes;
