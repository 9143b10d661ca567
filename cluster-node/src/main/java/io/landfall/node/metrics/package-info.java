/**
 * What a node tells those who watch it, in Prometheus' text: names, labels and descriptions of all
 * metrics.
 *
 * <p>Reads what other packages count; counts little itself. Micrometer is known here alone. Open
 * {@link io.landfall.node.metrics.NodeMetrics} first.
 */
package io.landfall.node.metrics;
