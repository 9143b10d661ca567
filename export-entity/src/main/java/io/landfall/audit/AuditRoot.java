package io.landfall.audit;

import java.time.Instant;

/**
 * A signed root, as its table has it.
 *
 * @param number from 1
 * @param ordering the highest in the journal when it was made
 * @param chains how many ends of chains it is over
 * @param previous the root before; {@code null}: it is the first
 * @param root 64 hexadecimal digits
 * @param publicKey X.509 in Base64
 * @param signature of the digits, in Base64
 */
public record AuditRoot(
    long number,
    Instant signedAt,
    long ordering,
    long chains,
    String previous,
    String root,
    String keyId,
    String publicKey,
    String signature) {}
