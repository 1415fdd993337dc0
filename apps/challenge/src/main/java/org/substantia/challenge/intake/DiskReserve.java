package org.substantia.challenge.intake;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of a disk is kept free for what is already there: for its checks, scores and letters. New uploads are
 * refused where they would go below it.
 *
 * @param share of the whole disk, 0 to 1
 * @param mostBytes however large the disk is, no more is kept free
 */
public record DiskReserve(double share, long mostBytes) {
    /** A tenth; of more than 20 GB a challenge has no use. */
    public static final DiskReserve STANDARD = new DiskReserve(0.1, 20L << 30);

    /** For demonstrations, which bring their own small files. */
    public static final DiskReserve NONE = ofBytes(0);

    /** @throws IllegalArgumentException if either is negative or the share is over 1 */
    public DiskReserve {
        if (!(share >= 0 && share <= 1) || mostBytes < 0) {
            throw new IllegalArgumentException(
                    "a reserve of " + share + " of the disk, at most " + mostBytes + " bytes");
        }
    }

    /** So many bytes, on a disk that has them. */
    public static DiskReserve ofBytes(long bytes) {
        return new DiskReserve(1, bytes);
    }

    /** How many bytes may be put into the folder; below 0 when less is free than is to be kept. */
    long roomIn(Path folder) throws IOException {
        FileStore disk = Files.getFileStore(folder);
        long kept = Math.min((long) (share * disk.getTotalSpace()), mostBytes);
        return disk.getUsableSpace() - kept;
    }
}
