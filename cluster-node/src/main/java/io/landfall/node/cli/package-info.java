/** The command line: one class a mode. */
package io.landfall.node.cli;
