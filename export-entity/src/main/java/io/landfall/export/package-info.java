/**
 * The export: its entity, events, states and protocol, the ports it asks through, and the projected
 * list of exports.
 */
package io.landfall.export;
