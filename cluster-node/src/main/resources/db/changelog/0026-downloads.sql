--liquibase formatted sql

--changeset landfall:0026-downloads
--comment What is served through links: a row a download and sums a day; who may have how many bytes now; revoked links.
create table downloads (
  id uuid primary key,
  owner text not null,
  export_id uuid not null,
  attempt int not null,
  file text not null,
  -- the run of a node that serves it
  node uuid not null,
  -- of the link
  generation bigint not null,
  -- the one it counts for, in UTC
  day date not null,
  -- bytes that were asked for
  reserved bigint not null,
  -- bytes given to the connection: what the reader can have received at most
  served bigint not null default 0,
  -- bytes of usage and quota: never more than the reader received; null: it is under way
  counted bigint,
  -- null: it is under way
  outcome text check (outcome in ('WHOLE', 'CUT', 'UNCONFIRMED')),
  started_at timestamptz not null default now(),
  ended_at timestamptz
) with (fillfactor = 80);
create index downloads_open_idx on downloads (node) where outcome is null;
create index downloads_open_owner_idx on downloads (owner) where outcome is null;
create index downloads_age_idx on downloads (ended_at);

create table usage_days (
  owner text not null,
  day date not null,
  requests bigint not null default 0,
  -- what surely was received
  served bigint not null default 0,
  -- to connections, by downloads that have ended: what the quota is held against
  given bigint not null default 0,
  -- by downloads under way
  reserved bigint not null default 0,
  primary key (owner, day)
) with (fillfactor = 50);

-- Nodes that serve downloads, each from its start to its end.
create table download_nodes (
  id uuid primary key,
  seen_at timestamptz not null
);

-- Until when the bytes of a rate are given away. Lost in a crash of the server, which harms nobody.
create unlogged table byte_rates (
  name text primary key,
  busy_until timestamptz not null,
  -- seconds that the last grant takes
  granted float8 not null
) with (fillfactor = 50);

-- Links signed with a generation below this one's are worthless.
create table link_revocations (
  export_id uuid primary key,
  generation bigint not null,
  revoked_at timestamptz not null default now()
);
create index link_revocations_age_idx on link_revocations (revoked_at);

-- One row: the newest generation. Who revokes holds it until all others can see what was revoked.
create table link_generation (
  single boolean primary key default true check (single),
  generation bigint not null
);
insert into link_generation (generation) values (0);
--rollback drop table link_generation; drop table link_revocations; drop table byte_rates; drop table download_nodes; drop table usage_days; drop table downloads;
