/**
 * The HTTP port: all routes inside what they share (trace ids, problems, deadlines), and the ports
 * that they need from a node.
 *
 * <p>Holds no business rule and no pixel; knows the route packages, which do not know it. Open
 * {@link io.landfall.api.Routes} first, then {@link io.landfall.api.ApiPorts}.
 */
package io.landfall.api;
