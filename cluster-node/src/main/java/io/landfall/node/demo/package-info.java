/** Two scenes of a country that does not exist, for the first run of a fresh clone. */
package io.landfall.node.demo;
