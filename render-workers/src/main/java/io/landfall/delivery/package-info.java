/**
 * Delivery: one actor for each export and destination, one class for each kind of destination. A
 * file is delivered when it was read back there and every byte was the one that was rendered.
 */
package io.landfall.delivery;
