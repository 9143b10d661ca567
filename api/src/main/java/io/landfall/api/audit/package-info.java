/**
 * {@code /v1/audit}: the journal as auditors read it, and what calls leave of themselves in it.
 * Open {@link io.landfall.api.audit.AuditRoutes} first.
 */
package io.landfall.api.audit;
