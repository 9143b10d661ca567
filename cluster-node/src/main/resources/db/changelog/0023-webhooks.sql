--liquibase formatted sql

--changeset landfall:0023-webhooks
--comment Who is to be told how exports ended, and what was sent to whom.
create table webhooks (
  id uuid primary key,
  owner text not null,
  organization text,
  name text not null,
  url text not null,
  -- types of CloudEvents
  events text[] not null,
  -- of the exports; none: all exports
  labels text[] not null,
  -- encrypted with a key that the database does not have
  secret bytea not null,
  key_id text not null,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  disabled_reason text
);
create index webhooks_owner_idx on webhooks (owner, created_at desc, id desc);

create table webhook_deliveries (
  -- the header webhook-id, the same at every attempt: follows from webhook, export and number
  id uuid primary key default gen_random_uuid(),
  webhook_id uuid not null references webhooks (id) on delete cascade,
  -- null: a test
  export_id uuid,
  sequence_number bigint not null,
  event text not null,
  event_at timestamptz not null,
  error_code text,
  error_step text,
  error_detail text,
  -- null until the first attempt
  body text,
  state text not null default 'PENDING',
  -- since it was last asked for
  tries int not null default 0,
  attempts jsonb not null default '[]',
  next_attempt_at timestamptz,
  -- of who sends it now; it ends at next_attempt_at
  lease uuid
);
create index webhook_deliveries_due_idx on webhook_deliveries (next_attempt_at) where state = 'PENDING';
create index webhook_deliveries_log_idx on webhook_deliveries (webhook_id, event_at desc, id desc);
create index webhook_deliveries_age_idx on webhook_deliveries (event_at) where state <> 'PENDING';
--rollback drop table webhook_deliveries; drop table webhooks;
