package io.landfall.api.audit;

import io.landfall.audit.EventPages;
import io.landfall.pool.BoundedPool;

/**
 * What the audit needs of the node.
 *
 * @param requesters say what the journal keeps of who calls
 * @param events of the journal
 * @param pool where they are read
 */
public record AuditPorts(Requesters requesters, EventPages events, BoundedPool pool) {}
