/** The index of scenes: what was acquired where and when, loaded from lists and searched. */
package io.landfall.index;
