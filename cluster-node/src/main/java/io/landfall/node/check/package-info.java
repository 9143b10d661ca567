/**
 * What {@code doctor} looks at, and what it finds. Knows no mode of the program and no wiring. Open
 * {@link io.landfall.node.check.StoreChecks} first.
 */
package io.landfall.node.check;
