/**
 * What is found out about a destination of a user before anything is delivered there. Knows
 * delivery configurations; how a destination is asked is behind {@link
 * io.landfall.destination.DestinationChecker}, which is what to open first.
 */
package io.landfall.destination;
