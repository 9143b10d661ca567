/**
 * Options that many modes have, to be mixed into them.
 *
 * <p>Knows the settings. Open {@link io.landfall.node.cli.option.DataOptions} first.
 */
package io.landfall.node.cli.option;
