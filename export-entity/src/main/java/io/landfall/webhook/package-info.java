/**
 * Webhooks: who wants to hear how exports end, what is due to whom, and its sending, signed, under
 * the address policy.
 *
 * <p>Rows that are due are added by the projection of the journal, in its own transaction; any
 * control node sends them. Knows values and ports of exports and the workspace, never an entity.
 * Open {@link io.landfall.webhook.WebhookOutbox} first, then {@link
 * io.landfall.webhook.WebhookSender}.
 */
package io.landfall.webhook;
