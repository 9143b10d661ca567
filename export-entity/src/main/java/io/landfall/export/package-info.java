/**
 * The ports around an export and the values that pass through them: submitting and asking ({@link
 * io.landfall.export.Exports}), planning, the steps, the fencing check, where scenes are found.
 *
 * <p>Knows the model; not the entity that sits behind the ports, nor who implements them. Open
 * {@link io.landfall.export.StepPorts} first, then {@link io.landfall.export.ExportSummary}.
 */
package io.landfall.export;
