/**
 * {@code /v1/webhooks}: who is told when exports end, and what was sent to whom. Knows the store of
 * webhooks and the rules for their URLs; never calls one. Open {@link
 * io.landfall.api.webhook.WebhookRoutes} first.
 */
package io.landfall.api.webhook;
