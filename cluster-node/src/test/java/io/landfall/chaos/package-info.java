/** A real cluster of processes, what can be done to it, and what must hold nevertheless. */
package io.landfall.chaos;
