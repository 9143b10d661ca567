/**
 * The event-sourced entity, the truth about one export: its commands, events, one state for each
 * status, and the protocol that turns commands into events. Status comes from nowhere else.
 *
 * <p>Knows the ports of {@code io.landfall.export}, Akka and the journal; not how a step is done,
 * nor any list. Open {@link io.landfall.export.entity.ExportEntity} first, then {@link
 * io.landfall.export.entity.ExportProtocol} and {@link io.landfall.export.entity.ExportEvent}.
 */
package io.landfall.export.entity;
