/**
 * Delivery by link: the file stays in the store and the HTTP API hands it out.
 *
 * <p>Knows the store; signing links and answering them is the API's. Open {@link
 * io.landfall.delivery.link.LinkTarget} first.
 */
package io.landfall.delivery.link;
