/**
 * Points before and after what cannot be undone, where a test driver may stop, kill or cut off the
 * process. Nothing at all without a driver.
 *
 * <p>Knows ports only as interfaces to wrap. Open {@link io.landfall.node.failpoint.Failpoints}
 * first.
 */
package io.landfall.node.failpoint;
