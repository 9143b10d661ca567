package io.landfall.audit.ledger;

import io.landfall.audit.chain.EventCause;
import java.util.UUID;

/**
 * An entry that a ledger is to have.
 *
 * @param export whose ledger
 * @param json begins with the member {@code event}, which is its type; in one line
 */
public record LedgerEntry(UUID export, EventCause cause, String json) {}
