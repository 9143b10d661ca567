/**
 * The console of a whole service in Chromium, as people use it: {@link
 * io.landfall.node.console.ConsoleKit} starts both, and looks after what no page may do.
 */
package io.landfall.node.console;
