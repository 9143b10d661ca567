/**
 * Where scenes are found: files, folders and archives; later the index. Knows metadata, never opens
 * imagery.
 */
package io.landfall.catalogue;
