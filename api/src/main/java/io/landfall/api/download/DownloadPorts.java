package io.landfall.api.download;

import io.landfall.metering.ByteRates;
import io.landfall.metering.DownloadLedger;
import io.landfall.metering.LinkRevocations;
import io.landfall.metering.UsageReports;

/**
 * What the routes of downloads ask.
 *
 * @param files where they are read
 * @param links by which they are signed
 * @param ownerBytesPerSecond that all downloads of one owner's exports have together; 0: any number
 */
public record DownloadPorts(
    Downloads files,
    LinkSigner links,
    LinkRevocations revocations,
    DownloadLedger ledger,
    UsageReports usage,
    ByteRates rates,
    DownloadMemory memory,
    long ownerBytesPerSecond) {}
