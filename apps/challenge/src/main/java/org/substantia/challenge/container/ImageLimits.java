package org.substantia.challenge.container;

/**
 * What an image may be.
 *
 * @param unpackedBytes content of all files of all layers
 * @param entries files, folders and links of all layers
 * @param architecture of the machine that runs it, as images name it
 */
public record ImageLimits(long unpackedBytes, int entries, String architecture) {
    private static final long GIGABYTE = 1_000_000_000;
    private static final int ENTRIES = 1_000_000;

    /** The challenge's: 15 GB. */
    public static ImageLimits standard() {
        String machine = System.getProperty("os.arch");
        return new ImageLimits(
                15 * GIGABYTE,
                ENTRIES,
                machine.equals("x86_64") ? "amd64" : machine.equals("aarch64") ? "arm64" : machine);
    }
}
