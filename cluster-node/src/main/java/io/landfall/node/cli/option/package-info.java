/**
 * Options that many modes have, to be mixed into them. Knows the settings; open {@link
 * io.landfall.node.cli.option.DataOptions} first.
 */
package io.landfall.node.cli.option;
