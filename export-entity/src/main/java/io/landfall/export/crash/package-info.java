/**
 * Work that ends its node, and what keeps it from doing so again and again: notes in the database
 * on what runs where, and the order in which suspects are tried after a death.
 *
 * <p>Knows no kind of work, only its name. Open {@link io.landfall.export.crash.NotedCrashGuard}
 * first.
 */
package io.landfall.export.crash;
