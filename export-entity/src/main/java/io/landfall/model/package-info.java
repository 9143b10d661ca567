/**
 * Plain values that every module shares: ids, error codes, requests, plans, what was stored.
 * Records over the JDK, JTS and Jackson's annotations; no Akka and no I/O.
 */
package io.landfall.model;
