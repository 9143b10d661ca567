/**
 * Files on other machines, read by range requests like local ones: HTTP(S) and S3, the hosts that
 * may be asked, timeouts and retries, and the cache of ranges.
 */
package io.landfall.source;
