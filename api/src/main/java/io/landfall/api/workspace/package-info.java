/**
 * {@code /v1/scenes}, {@code /v1/projects}, {@code /v1/tools} and {@code /v1/delivery-configs}:
 * what people keep between exports, as JSON, with its versions as ETags. Knows the values and ports
 * of {@code workspace}, which decide who may see and change it, not how it is kept. Open {@link
 * io.landfall.api.workspace.WorkspacePorts} first.
 */
package io.landfall.api.workspace;
