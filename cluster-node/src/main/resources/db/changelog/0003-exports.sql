--liquibase formatted sql

--changeset landfall:0003-exports
--comment: The list of exports, projected from the journal; it can be made anew from there.
CREATE TABLE exports (
  id              UUID PRIMARY KEY,
  owner           TEXT,
  name            TEXT,
  status          TEXT        NOT NULL,
  status_reason   TEXT,
  labels          TEXT[]      NOT NULL DEFAULT '{}',
  created_at      TIMESTAMPTZ NOT NULL,
  updated_at      TIMESTAMPTZ NOT NULL,
  sequence_number BIGINT      NOT NULL,
  error_code      TEXT,
  error_detail    TEXT,
  tiles_done      BIGINT      NOT NULL DEFAULT 0,
  tiles_total     BIGINT      NOT NULL DEFAULT 0,
  file_bytes      BIGINT
);
CREATE INDEX exports_owner_idx ON exports (owner, created_at DESC, id DESC);
CREATE INDEX exports_labels_idx ON exports USING GIN (labels);
--rollback DROP TABLE exports;
