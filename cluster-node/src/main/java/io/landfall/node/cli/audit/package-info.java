/**
 * {@code landfall audit}: what the journal says, and whether it still is what was written. Reads
 * the database beside whatever runs on it. Open {@link io.landfall.node.cli.audit.AuditCommand}
 * first.
 */
package io.landfall.node.cli.audit;
