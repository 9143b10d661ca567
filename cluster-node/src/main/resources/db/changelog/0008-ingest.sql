--liquibase formatted sql

--changeset landfall:0008-ingest-runs
--comment What became of the lists that were read: for people, and for the next run.
create table ingest_runs (
  id bigint generated always as identity primary key,
  list text not null,
  etag text not null,
  last_modified text not null,
  length bigint not null,
  state text not null,
  started timestamptz not null,
  updated timestamptz not null,
  ended timestamptz,
  lines bigint not null default 0,
  scenes bigint not null default 0,
  bad bigint not null default 0,
  added bigint not null default 0,
  changed bigint not null default 0,
  unchanged bigint not null default 0,
  withdrawn bigint not null default 0,
  replaced bigint not null default 0,
  whole boolean not null default false,
  message text not null default ''
);
create index ingest_runs_list on ingest_runs (list, id desc);
--rollback drop table ingest_runs;

--changeset landfall:0008-ingest-bad-rows
create table ingest_bad_rows (
  run bigint not null references ingest_runs on delete cascade,
  line bigint not null,
  reason text not null,
  content text not null,
  primary key (run, line)
);
--rollback drop table ingest_bad_rows;
