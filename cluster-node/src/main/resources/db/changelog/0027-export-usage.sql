--liquibase formatted sql

--changeset landfall:0027-export-usage
--comment What exports have used: a row an event that says so, projected from the journal; pixels of exports from their plans.
alter table exports add column pixels bigint;
create table export_usage (
  export_id uuid not null,
  -- of the event
  sequence_number bigint not null,
  owner text not null,
  -- in UTC
  day date not null,
  pixels bigint not null,
  bytes_delivered bigint not null,
  primary key (export_id, sequence_number)
);
create index export_usage_owner_idx on export_usage (owner, day) include (pixels, bytes_delivered);
--rollback drop table export_usage; alter table exports drop column pixels;
