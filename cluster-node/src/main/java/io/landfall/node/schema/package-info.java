/** The database: its pool, and its schema's way forward and back. */
package io.landfall.node.schema;
