package org.substantia.challenge.model;

/**
 * A part of a file for participants.
 *
 * @param file id of the file
 * @param seq 1 is the first
 * @param fromByte where it begins in the file
 */
public record DatasetPart(String file, int seq, long fromByte, long bytes, String sha256) {
    /** What it is called as a file: in the order of the names the parts make the whole. */
    public String name(String whole) {
        return String.format(java.util.Locale.ROOT, "%s.part%03d", whole, seq);
    }
}
