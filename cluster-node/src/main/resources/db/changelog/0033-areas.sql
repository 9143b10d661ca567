--liquibase formatted sql

--changeset landfall:0033-areas
--comment Areas of interest that people have sent as files, which exports name by their ids until they expire.
create table areas (
  -- a hash of owner and geometry
  id uuid primary key,
  owner text not null,
  name text not null,
  -- GeoJSON in longitude and latitude
  geometry text not null,
  bytes bigint not null,
  west double precision not null,
  south double precision not null,
  east double precision not null,
  north double precision not null,
  polygons integer not null,
  positions integer not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index areas_owner on areas (owner, created_at desc, id desc);
create index areas_expiry on areas (expires_at);
--rollback drop table areas;
