/**
 * The command line: one class a command, their options, exit codes.
 *
 * <p>Knows what the commands start; {@code .export} has the parts of the export command. Open
 * {@link io.landfall.node.cli.RootCommand} first, then {@link
 * io.landfall.node.cli.CommandLineRunner}.
 */
package io.landfall.node.cli;
