/**
 * W3C Trace Context: which trace a piece of work belongs to, and who is told. It knows nothing of
 * what is traced. Open {@link io.landfall.trace.TraceContext} first.
 */
package io.landfall.trace;
