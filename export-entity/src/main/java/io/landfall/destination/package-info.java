/**
 * What is found out about a destination of a user before anything is delivered there. Knows
 * delivery configurations. Open {@link io.landfall.destination.DestinationChecker} first.
 */
package io.landfall.destination;
