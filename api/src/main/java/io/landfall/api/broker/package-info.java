/** The paths of bf-ia-broker: the local index of Landsat scenes, and Planet's imagery. */
package io.landfall.api.broker;
