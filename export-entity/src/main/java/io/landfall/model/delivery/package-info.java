/**
 * What an export says of its deliveries: where they write, what has arrived, what has not and why.
 * Knows the model's error codes. Open {@link io.landfall.model.delivery.DeliveryReceipt} first.
 */
package io.landfall.model.delivery;
