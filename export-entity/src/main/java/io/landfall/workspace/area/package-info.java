/**
 * Areas of interest that people have sent as files, each kept for its owner alone under an id that
 * its content gives, until it expires. Exports that name one take a copy of it.
 *
 * <p>Knows the database of what people keep. Open {@link io.landfall.workspace.area.AreaStore}
 * first.
 */
package io.landfall.workspace.area;
