/**
 * How nodes find each other by the API of Kubernetes, without a list of addresses, whom they join,
 * and how a node stays alone. It knows Akka's bootstrap and discovery, and nothing of what a node
 * does.
 *
 * <p>Open {@link io.landfall.node.formation.KubernetesFormation} first.
 */
package io.landfall.node.formation;
