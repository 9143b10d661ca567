--liquibase formatted sql

--changeset landfall:0012-parked-events
--comment: What the list of exports could not hold, so that it goes on; it is tried again.
CREATE TABLE parked_events (
  export_id       UUID        NOT NULL,
  sequence_number BIGINT      NOT NULL,
  cause           TEXT        NOT NULL,
  parked_at       TIMESTAMPTZ NOT NULL DEFAULT now(),
  PRIMARY KEY (export_id, sequence_number)
);
--rollback DROP TABLE parked_events;
