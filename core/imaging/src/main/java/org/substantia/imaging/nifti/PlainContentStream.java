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

    @Override
    void finish() {
        // Bytes after the voxels are allowed, and plain content carries no checksum.
    }

    @Override
    public void close() throws NiftiException {
        stored.close();
    }
}
