/**
 * {@code /v1/scenes}, {@code /v1/projects}, {@code /v1/tools} and {@code /v1/delivery-configs}:
 * what people keep between exports, as JSON. Knows the values and ports of {@code workspace}, not
 * how they are kept. Open {@link io.landfall.api.workspace.SceneRoutes} first.
 */
package io.landfall.api.workspace;
