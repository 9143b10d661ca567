/**
 * What an export would take before it is begun: its plan, bytes and seconds, from parts of the
 * output that are rendered on trial and from exports that have ended lately.
 *
 * <p>Knows planner, renderer and the journal's events; nobody of the workers knows it. Open {@link
 * io.landfall.estimate.PlanEstimator} first.
 */
package io.landfall.estimate;
