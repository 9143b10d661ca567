/**
 * The audit: reads the journal as it stands in the database, checks its chains, signs roots over
 * them, and keeps the table of audited exports. Knows the journal's rows, not what exports do. Open
 * {@link io.landfall.audit.JournalVerifier} and {@link io.landfall.audit.AuditEvents} first.
 */
package io.landfall.audit;
