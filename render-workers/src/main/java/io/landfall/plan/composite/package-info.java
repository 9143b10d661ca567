/**
 * The order of scenes that a composite asks for.
 *
 * <p>Knows the model. Open {@link io.landfall.plan.composite.MosaicOrder} first.
 */
package io.landfall.plan.composite;
