/** The embedded default: a data folder with a private PostgreSQL and a private S3 server. */
package io.landfall.node.embedded;
