--liquibase formatted sql

--changeset landfall:0019-delivery-configs
--comment Where users want exports delivered. Secrets are encrypted by a key that the database does not have.
create table delivery_configs (
  id uuid primary key,
  owner text not null,
  organization text,
  name text not null,
  type text not null,
  settings json not null,
  secrets bytea,
  key_id text,
  created_at timestamptz not null default now()
);
comment on column delivery_configs.secrets is 'AES-256-GCM: nonce of 12 bytes, ciphertext, tag; bound to id and owner';
comment on column delivery_configs.key_id is 'first 4 bytes of the SHA-256 of the key';
create index delivery_configs_by_owner on delivery_configs (owner, created_at desc, id desc);
--rollback drop table delivery_configs;
