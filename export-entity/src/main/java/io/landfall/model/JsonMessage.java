package io.landfall.model;

/** Marks what Akka sends between nodes as JSON in CBOR. */
public interface JsonMessage {}
