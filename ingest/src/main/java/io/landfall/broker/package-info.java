/**
 * What bf-ia-broker answered, in small values: scenes of the index and of Planet, their files and
 * the tide over them, with one conversion to GeoJSON.
 */
package io.landfall.broker;
