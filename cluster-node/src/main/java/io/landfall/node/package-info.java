/** The one executable: settings, wiring, and the classes that join the modules. */
package io.landfall.node;
