--liquibase formatted sql

--changeset landfall:0031-audit-roots
--comment What vouches for the ends of chains of events: a root a day, signed, each over the root before and the chains that have grown since.
create table audit_roots (
  -- from 1, without gaps
  number bigint primary key,
  signed_at timestamptz not null,
  -- highest ordering in the journal when it was made
  ordering bigint not null,
  -- how many heads are of this root
  chains bigint not null,
  -- SHA-256 in hexadecimal digits; null: it is the first
  previous text,
  root text not null,
  -- of the key that signs
  key_id text not null,
  public_key text not null,
  signature text not null
);

create table audit_heads (
  root bigint not null references audit_roots (number) deferrable initially deferred,
  persistence_id varchar(255) not null,
  -- of the last event that there was
  sequence_number bigint not null,
  -- null: the event has none
  hash text,
  primary key (persistence_id, sequence_number)
);
create index audit_heads_root_idx on audit_heads (root, persistence_id);
--rollback drop table audit_heads; drop table audit_roots;

--changeset landfall:0031-audited-exports
--comment Who had what exported, from which scenes, and where it went: a row an export, projected from the journal; it can be made anew from there.
create table audited_exports (
  id uuid primary key,
  -- of the last event that it holds
  sequence_number bigint not null,
  owner text,
  name text,
  requested_at timestamptz,
  request_id text,
  client text,
  -- all who have caused events
  actors text[] not null default '{}',
  -- ids
  scenes text[] not null default '{}',
  pixels bigint,
  file_name text,
  file_bytes bigint,
  file_sha256 text,
  destinations jsonb not null default '[]',
  deliveries jsonb not null default '[]',
  bytes_delivered bigint not null default 0,
  -- completed, failed, canceled; null: it is under way
  outcome text,
  ended_at timestamptz
);
create index audited_exports_chain_idx on audited_exports (('export|' || id::text));
create index audited_exports_owner_idx on audited_exports (owner);
create index audited_exports_actors_idx on audited_exports using gin (actors);
create index audited_exports_scenes_idx on audited_exports using gin (scenes);
--rollback drop table audited_exports;

--changeset landfall:0031-downloads-of-clients
--comment To whom downloads went, and what is known of them after their rows are gone from the ledger.
alter table downloads add column client text;
create table downloads_archive (
  id uuid primary key,
  owner text not null,
  export_id uuid not null,
  attempt int not null,
  file text not null,
  client text,
  served bigint not null,
  counted bigint not null,
  outcome text not null,
  started_at timestamptz not null,
  ended_at timestamptz not null
);
create index downloads_archive_export_idx on downloads_archive (export_id);
--rollback drop table downloads_archive; alter table downloads drop column client;

--changeset landfall:0031-audit-views splitStatements:false rollbackSplitStatements:false
--comment For auditors. What cannot be read as JSON, because somebody changed it, is null there; landfall audit verify names it.
create function audit_json(content bytea) returns json language plpgsql stable as $$
begin
  return convert_from(content, 'UTF8')::json;
exception when others then
  return null;
end
$$;

create function audit_text(content json, name text) returns text language plpgsql stable as $$
begin
  return content ->> name;
exception when others then
  return null;
end
$$;

create view audit_events as
select j.ordering, j.export_id, j.sequence_number, j.written_at,
  audit_text(j.data, 'event') as type, audit_text(j.metadata, 'actor') as actor,
  audit_text(j.metadata, 'cause') as cause, audit_text(j.metadata, 'requestId') as request_id,
  audit_text(j.metadata, 'client') as client, audit_text(j.metadata, 'hash') as hash, j.data
from (select ordering,
    case when persistence_id ~ '^export\|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      then substr(persistence_id, 8)::uuid end as export_id,
    sequence_number, to_timestamp(write_timestamp / 1000.0) as written_at,
    audit_json(event_payload) as data, audit_json(meta_payload) as metadata
  from event_journal where persistence_id like 'export|%' offset 0) j;

create view audit_downloads as
select id as download_id, export_id, owner, attempt, file, client, outcome, served as bytes_served,
  counted as bytes_received, started_at, ended_at from downloads
union all
select id, export_id, owner, attempt, file, client, outcome, served, counted, started_at, ended_at
  from downloads_archive;

create view audit_exports as
select a.id as export_id, a.owner, a.name, a.requested_at, a.request_id, a.client, a.actors, a.scenes,
  a.pixels, a.file_name, a.file_bytes, a.file_sha256, a.deliveries, a.bytes_delivered,
  (select coalesce(sum(d.bytes_served), 0)::bigint from audit_downloads d where d.export_id = a.id)
    as bytes_served,
  a.outcome, a.ended_at, a.sequence_number as events
from audited_exports a;
--rollback drop view audit_exports; drop view audit_downloads; drop view audit_events; drop function audit_text(json, text); drop function audit_json(bytea);
