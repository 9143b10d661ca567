/**
 * Rendering, spread over the cluster: the object store, the coordinator of one export's runs, the
 * workers that pull them, and the steps an export asks for.
 */
package io.landfall.render;
