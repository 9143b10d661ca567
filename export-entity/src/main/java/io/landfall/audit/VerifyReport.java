package io.landfall.audit;

/**
 * What a check of the journal has seen.
 *
 * @param events that were read
 * @param exports whose chains they make
 * @param downloads rows of the tables of downloads that were compared with the ledgers
 * @param findings how many were reported
 * @param erased events that persons were erased from, of which an erasure vouches for what is left
 * @param unchained events without a hash, from before there were chains
 * @param lateChains chains that begin after the first event of their export
 * @param vouched events that a known key vouches for
 * @param unknownKeys events whose key is not known here
 * @param heads ends of chains that roots vouch for
 * @param uncovered chains that have gone on since the newest root, which it cannot vouch for
 * @param newest root; {@code null}: there is none
 */
public record VerifyReport(
    long events,
    long exports,
    long downloads,
    long findings,
    long erased,
    long unchained,
    long lateChains,
    long vouched,
    long unknownKeys,
    long heads,
    long uncovered,
    AuditRoot newest) {}
