--liquibase formatted sql

--changeset landfall:0034-ledgers-in-audit-views splitStatements:false rollbackSplitStatements:false
--comment: Events of exports and entries of their ledgers beside each other.
create or replace view audit_events as
select j.ordering, j.export_id, j.sequence_number, j.written_at,
  audit_text(j.data, 'event') as type, audit_text(j.metadata, 'actor') as actor,
  audit_text(j.metadata, 'cause') as cause, audit_text(j.metadata, 'requestId') as request_id,
  audit_text(j.metadata, 'client') as client, audit_text(j.metadata, 'hash') as hash, j.data,
  j.chain
from (select ordering,
    case when persistence_id ~ '^export\|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\|ledger)?$'
      then substr(persistence_id, 8, 36)::uuid end as export_id,
    case when persistence_id like '%|ledger' then 'ledger' else 'export' end as chain,
    sequence_number, to_timestamp(write_timestamp / 1000.0) as written_at,
    audit_json(event_payload) as data, audit_json(meta_payload) as metadata
  from event_journal where persistence_id like 'export|%' offset 0) j;
--rollback drop view audit_events; create view audit_events as select j.ordering, j.export_id, j.sequence_number, j.written_at, audit_text(j.data, 'event') as type, audit_text(j.metadata, 'actor') as actor, audit_text(j.metadata, 'cause') as cause, audit_text(j.metadata, 'requestId') as request_id, audit_text(j.metadata, 'client') as client, audit_text(j.metadata, 'hash') as hash, j.data from (select ordering, case when persistence_id ~ '^export\|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then substr(persistence_id, 8)::uuid end as export_id, sequence_number, to_timestamp(write_timestamp / 1000.0) as written_at, audit_json(event_payload) as data, audit_json(meta_payload) as metadata from event_journal where persistence_id like 'export|%' offset 0) j;

--changeset landfall:0034-erased-exports splitStatements:false rollbackSplitStatements:false
--comment: Exports whose owner was erased: a node that has one in memory still must not keep the name in a snapshot.
create table erased_exports (
  persistence_id varchar(255) primary key,
  erased_at timestamptz not null default now()
);
create function keep_no_snapshot_of_erased() returns trigger language plpgsql as $$
begin
  if exists (select from erased_exports e where e.persistence_id = new.persistence_id) then
    return null;
  end if;
  return new;
end
$$;
create trigger snapshot_of_erased before insert or update on snapshot
  for each row execute function keep_no_snapshot_of_erased();
--rollback drop trigger snapshot_of_erased on snapshot; drop function keep_no_snapshot_of_erased(); drop table erased_exports;
