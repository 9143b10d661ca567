/**
 * Erases persons from the journal: what names them goes, and an entry of the ledger vouches for
 * what is left of each event, so that chains and roots stay verifiable.
 *
 * <p>Knows the JSON of events as the journal has it, not their types. Open {@link
 * io.landfall.audit.erasure.RowErasure} first.
 */
package io.landfall.audit.erasure;
