/**
 * Files on other machines, read by range requests like local ones: HTTP(S) and S3, the addresses
 * that may be asked, the patience with them, and the cache of what they said.
 */
package io.landfall.source;
