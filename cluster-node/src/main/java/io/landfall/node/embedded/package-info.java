/**
 * The embedded default: a data folder owned by one process, with a private PostgreSQL and a private
 * S3 server.
 *
 * <p>Knows programs, ports and files; no schema, no bucket's content. Open {@link
 * io.landfall.node.embedded.DataFolder} first, then {@link
 * io.landfall.node.embedded.EmbeddedPostgres} and {@link io.landfall.node.embedded.EmbeddedStore}.
 */
package io.landfall.node.embedded;
