/** The private S3 server; it knows nothing of Landfall and Landfall knows only its name. */
package io.landfall.node.embedded.store;
