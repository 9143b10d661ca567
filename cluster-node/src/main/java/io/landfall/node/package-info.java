/**
 * The one executable: {@code main}, and the JVM flags it runs the pixel loops with.
 *
 * <p>Knows the command line, which knows all else; known by nobody. Open {@link
 * io.landfall.node.Landfall} first.
 */
package io.landfall.node;
