/**
 * Tests of the whole: the built jar in processes of its own, beside GDAL, killed and started again.
 */
package io.landfall.system;
