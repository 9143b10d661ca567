--liquibase formatted sql

--changeset landfall:0016-grids
--comment Where the pixels of a product lie, as its metadata say; null: nobody has read them, {}: they do not say.
alter table scenes add column grids jsonb;
drop table if exists scenes_staged, scenes_seen;
delete from scene_staging;
--rollback drop table if exists scenes_staged, scenes_seen; delete from scene_staging; alter table scenes drop column grids;
