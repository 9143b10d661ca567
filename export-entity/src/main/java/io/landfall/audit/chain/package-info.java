/**
 * The chain of hashes that the events of an export make: what each row of the journal says of who
 * caused it, its hash and the hash before it, and the keys that vouch for them. Pure: bytes in,
 * bytes out; knows no journal. Open {@link io.landfall.audit.chain.EventHash} first.
 */
package io.landfall.audit.chain;
