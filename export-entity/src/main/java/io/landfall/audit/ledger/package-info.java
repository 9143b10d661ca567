/**
 * What becomes of the files and the data of an export besides its own events: a second chain of the
 * journal, beside that of the export, with the downloads of its files and the erasure of persons.
 *
 * <p>Knows the columns of the journal and the chain; nothing of exports. Open {@link
 * io.landfall.audit.ledger.ExportLedger} first.
 */
package io.landfall.audit.ledger;
