/**
 * Finds the quality bands of scenes whose clouds are to be masked, and makes the rule that
 * rendering follows.
 *
 * <p>Knows the model. Open {@link io.landfall.plan.cloud.CloudMaskChoice} first.
 */
package io.landfall.plan.cloud;
