package io.landfall.model;

/**
 * Proof that a file is at its destination: taken by reading it back there.
 *
 * @param destination index into the request's list
 * @param name of the file
 * @param href where it can be had: a path of our API, or a {@code file:} URI
 * @param bytes its size there
 * @param sha256 of its bytes there, in hexadecimal
 * @param mediaType for HTTP
 */
public record DeliveryReceipt(
    int destination, String name, String href, long bytes, String sha256, String mediaType) {}
