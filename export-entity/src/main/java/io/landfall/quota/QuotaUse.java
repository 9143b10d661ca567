package io.landfall.quota;

import java.time.Instant;

/**
 * How much of a quota is used.
 *
 * @param used by what has ended and what is under way
 * @param renewsAt when nothing of it is used again; {@code null}: as exports end
 */
public record QuotaUse(
    QuotaHolder holder, QuotaKind kind, long limit, long used, Instant renewsAt) {}
