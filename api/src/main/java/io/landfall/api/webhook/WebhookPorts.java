package io.landfall.api.webhook;

import io.landfall.http.CheckedAddresses;
import io.landfall.pool.BoundedPool;
import io.landfall.webhook.WebhookStore;

/**
 * What the routes of webhooks ask.
 *
 * @param addresses which URLs may be called
 * @param pool where the store, which blocks, is asked
 */
public record WebhookPorts(WebhookStore store, CheckedAddresses addresses, BoundedPool pool) {}
