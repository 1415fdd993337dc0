package org.substantia.imaging.nifti;

import java.util.OptionalLong;

/** Content that is stored as it is. */
final class PlainContentStream extends ContentStream {
    private final StoredBytes stored;

    PlainContentStream(String name, OptionalLong storedSize, StoredBytes stored) {
        super(name, storedSize);
        this.stored = stored;
    }

    @Override
    int read(byte[] to, int from, int length) throws NiftiException {
        int done = Math.min(length, stored.available());
        System.arraycopy(stored.buffer(), stored.at(), to, from, done);
        stored.advance(done);
        while (done < length) {
            int got = stored.read(to, from + done, length - done);
            if (got < 0) {
                break;
            }
            done += got;
        }
        return done;
    }

    @Override
    long maxContent() {
        return storedSize().orElse(Long.MAX_VALUE);
    }

    @Override
    boolean guarantees(long contentBytes) {
        return storedSize().isPresent() && storedSize().getAsLong() >= contentBytes;
    }

    /**
     * Reads on a little to reach the end. Plain content carries no checksum, but a zip archive has one of each entry,
     * which it compares there. Bytes after the voxels are allowed; where they go on for longer they are left alone.
     */
    @Override
    void finish() throws NiftiException {
        byte[] scratch = new byte[4096];
        int got = scratch.length;
        for (int extra = 0; got == scratch.length && extra < READ_ON; extra += got) {
            got = read(scratch, 0, scratch.length);
        }
    }

    @Override
    public void close() throws NiftiException {
        stored.close();
    }
}
