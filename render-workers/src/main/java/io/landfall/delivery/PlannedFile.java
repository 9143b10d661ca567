package io.landfall.delivery;

import io.landfall.model.ExportId;
import io.landfall.model.request.OutputFormat;

/**
 * A file that is to be rendered.
 *
 * @param fileName without folders
 * @param bytes its expected size
 */
public record PlannedFile(ExportId id, String fileName, OutputFormat.FileFormat type, long bytes) {}
