/**
 * What is there once in a cluster: an actor on one of its nodes, and work that it does again and
 * again; and whether nodes come or go. Knows Akka and nothing of exports. Open {@link
 * io.landfall.cluster.RepeatedJob} first.
 */
package io.landfall.cluster;
