/**
 * The HTTP contract: routes, problems, tokens, signed downloads. It holds no business rule: what it
 * is told it passes on, what it is asked it gets from its {@link io.landfall.api.ApiPorts}.
 */
package io.landfall.api;
