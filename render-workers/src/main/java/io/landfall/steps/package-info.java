/**
 * The steps of an export: plan, open, render, commit, deliver, clean up. Each is started once,
 * retried within its time, replaced by a newer one, and reported to the entity.
 *
 * <p>Knows ports, store and coordinator; deliveries come by {@link
 * io.landfall.steps.DeliveryFactory}. Open {@link io.landfall.steps.ExportSteps} first, then {@code
 * StoreSteps}.
 */
package io.landfall.steps;
