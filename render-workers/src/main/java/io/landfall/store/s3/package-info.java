/**
 * The object store over S3: calls that are retried within a budget of time, connections by what
 * they are for, uploads that fit the rules of the store.
 *
 * <p>The AWS SDK is used here, and by one class of {@code io.landfall.source}. Open {@link
 * io.landfall.store.s3.S3ObjectStore} first, then {@link io.landfall.store.s3.StoreCalls} and
 * {@link io.landfall.store.s3.S3ErrorResponse}.
 */
package io.landfall.store.s3;
