/**
 * Delivery into a bucket of the user's: with his keys, with a role of his, or with his grant to
 * this service. Knows {@link io.landfall.delivery} and what {@link io.landfall.store} knows of
 * stores. Open {@link io.landfall.delivery.s3.S3Target} first.
 */
package io.landfall.delivery.s3;
