/**
 * What people keep between exports: scenes of their own, projects, tools, delivery configurations;
 * and who may see and change them. Values, the ports that keep them, and their tables in
 * PostgreSQL. Knows {@code model} and {@code sql}, no HTTP and no pixel. Open {@link
 * io.landfall.workspace.Project} first, then {@link io.landfall.workspace.Access}.
 */
package io.landfall.workspace;
