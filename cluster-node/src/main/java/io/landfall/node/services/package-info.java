/**
 * What a process stands on before there is an actor system: database and store, embedded or
 * configured, the data folder, and the keys that lie in it.
 *
 * <p>Knows no port and no actor. Open {@link io.landfall.node.services.BackingServices} first, then
 * {@link io.landfall.node.services.DatabaseConnections}.
 */
package io.landfall.node.services;
