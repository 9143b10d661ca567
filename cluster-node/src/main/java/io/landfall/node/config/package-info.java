/**
 * The configuration of a process: settings with their origins, roles, version, where log lines go.
 *
 * <p>Knows configuration files, environment and flags; starts nothing. Open {@link
 * io.landfall.node.config.Configuration} first, then {@link io.landfall.node.config.NodeSettings}.
 */
package io.landfall.node.config;
