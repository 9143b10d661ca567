/** Reads lists of scenes into the index: what they say, when they are read, how it went. */
package io.landfall.ingest;
