/**
 * Tools and colour corrections that are posted once and named by a short id in addresses of map
 * tiles: content-addressed, their owner's alone, gone when nobody has used them for long.
 *
 * <p>Knows the database of what people keep. Open {@link io.landfall.workspace.style.StyleStore}
 * first.
 */
package io.landfall.workspace.style;
