/**
 * What a person asked for, as it was asked: source, area, tool, processing, format, destination.
 * Made by the HTTP API and the command line, kept in the journal.
 *
 * <p>Knows the values of the model, its tools and its colours; nothing that a plan decides. Open
 * {@link io.landfall.model.request.ExportRequest} first.
 */
package io.landfall.model.request;
