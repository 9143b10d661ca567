--liquibase formatted sql

--changeset landfall:0025-webhooks-due
--comment The first few that are due to each webhook, without going through all that are.
create index webhook_deliveries_due_of_idx on webhook_deliveries (webhook_id, next_attempt_at, id) where state = 'PENDING';
--rollback drop index webhook_deliveries_due_of_idx;
