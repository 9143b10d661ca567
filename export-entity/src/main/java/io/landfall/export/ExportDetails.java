package io.landfall.export;

import io.landfall.model.JsonMessage;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;

/**
 * All that people are shown of an export, at one moment. Request and plan may be large, so that
 * whoever only wants to know how it stands asks for the {@link ExportSummary}.
 *
 * @param plan {@code null} before it is planned
 */
public record ExportDetails(ExportSummary summary, ExportRequest request, ExportPlan plan)
    implements JsonMessage {}
