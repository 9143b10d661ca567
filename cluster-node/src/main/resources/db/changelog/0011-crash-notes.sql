--liquibase formatted sql

--changeset landfall:0011-crash-notes
--comment: What runs where, so that work which ends its node is known by the next one.
CREATE TABLE crash_notes (
  export_id  UUID        NOT NULL,
  work       TEXT        NOT NULL,
  node       TEXT,
  deaths     INTEGER     NOT NULL DEFAULT 0,
  alone      BOOLEAN     NOT NULL DEFAULT FALSE,
  changed_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  PRIMARY KEY (export_id, work)
);
CREATE INDEX crash_notes_node_idx ON crash_notes (node);
--rollback DROP TABLE crash_notes;
