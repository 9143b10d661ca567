/**
 * A client of a service over HTTP: the modes {@code login}, {@code search}, {@code project}, {@code
 * estimate}, {@code submit}, {@code wait}, {@code list}, {@code get}, {@code cancel} and {@code
 * download}. Knows the HTTP client kit and what failures are called, and nothing of a node: it
 * starts none, and must start fast. Open {@link io.landfall.node.cli.client.ClientCommand} first,
 * then {@link io.landfall.node.cli.client.ServiceClient}.
 */
package io.landfall.node.cli.client;
