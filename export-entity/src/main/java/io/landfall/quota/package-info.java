/**
 * Quotas of owners and organizations: exports at a time, pixels rendered and bytes delivered or
 * served in a day. Limits, what exports have taken of them, and who refuses what goes beyond.
 *
 * <p>Knows exports by their ports, JDBC and pools of threads; neither HTTP nor the journal. Open
 * {@link io.landfall.quota.Quotas} first, then {@link io.landfall.quota.QuotaExports}, which asks
 * before an export begins, and {@link io.landfall.quota.JdbcQuotas}.
 */
package io.landfall.quota;
