/**
 * The audit: reads the journal as it stands in the database, checks its chains, signs roots over
 * them, replays exports, and keeps the table of audited ones. Knows the journal's rows, not what
 * exports do.
 *
 * <p>Open {@link io.landfall.audit.JournalVerifier} first, then {@link
 * io.landfall.audit.AuditEvents} and {@link io.landfall.audit.ExportReplay}.
 */
package io.landfall.audit;
