/**
 * The HTTP contract: routes, problems, tokens, signed downloads. It holds no business rule: it
 * passes requests on to, and gets answers from, its {@link io.landfall.api.ApiPorts}.
 */
package io.landfall.api;
