--liquibase formatted sql

--changeset landfall:0035-quotas
--comment Limits of owners and organizations, what exports have taken of them, and bytes of organizations by day.
create table quotas (
  kind text not null check (kind in ('OWNER', 'ORGANIZATION')),
  name text not null,
  -- null: as the settings of the service say; the largest number there is: none
  exports_at_a_time bigint check (exports_at_a_time >= 0),
  pixels_per_day bigint check (pixels_per_day >= 0),
  bytes_per_day bigint check (bytes_per_day >= 0),
  changed_at timestamptz not null default now(),
  primary key (kind, name)
);

-- Exports under way, and those that ended a moment ago.
create table quota_exports (
  export_id uuid primary key,
  attempt int not null,
  owner text not null,
  organization text,
  begun_at timestamptz not null default now(),
  -- when it was last known to be under way
  checked_at timestamptz not null default now(),
  -- null: it counts among those at a time
  ended_at timestamptz
) with (fillfactor = 80);
create index quota_exports_owner_idx on quota_exports (owner, checked_at) where ended_at is null;
create index quota_exports_organization_idx on quota_exports (organization, checked_at) where ended_at is null;
create index quota_exports_ended_idx on quota_exports (ended_at);

-- What an export takes of a day: pixels of an attempt, bytes that are brought to a destination.
create table quota_charges (
  export_id uuid not null,
  kind text not null check (kind in ('PIXELS', 'BYTES')),
  -- of the attempt, or the destination's index
  number int not null,
  owner text not null,
  organization text,
  -- the one it counts for, in UTC
  day date not null,
  amount bigint not null,
  primary key (export_id, kind, number)
) with (fillfactor = 80);
create index quota_charges_owner_idx on quota_charges (owner, day) include (amount) where kind = 'PIXELS';
create index quota_charges_organization_idx on quota_charges (organization, day) include (amount) where kind = 'PIXELS';
create index quota_charges_day_idx on quota_charges (day);

-- Sums of days, as usage_days has them of owners.
create table organization_days (
  organization text not null,
  day date not null,
  given bigint not null default 0,
  reserved bigint not null default 0,
  charged bigint not null default 0,
  primary key (organization, day)
) with (fillfactor = 50);

-- By deliveries, from the plan on: the sum of its BYTES in quota_charges
alter table usage_days add column charged bigint not null default 0;
alter table downloads add column organization text;
alter table exports add column organization text;
--rollback alter table exports drop column organization; alter table downloads drop column organization; alter table usage_days drop column charged;
--rollback drop table organization_days; drop table quota_charges; drop table quota_exports; drop table quotas;
