/**
 * {@code /ingest}: how the ingest stands, begin and cancel it.
 *
 * <p>Knows the control and the reports of the ingest. Open {@link
 * io.landfall.api.ingest.IngestRoutes} first.
 */
package io.landfall.api.ingest;
