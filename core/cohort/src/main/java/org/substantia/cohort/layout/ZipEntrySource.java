package org.substantia.cohort.layout;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.substantia.base.io.ByteSource;

/**
 * One entry of a zip archive. Every stream opens the archive anew, so sources can be read from several threads and
 * nobody has to close an archive. A stream fails as soon as the entry yields more bytes than it declares, and at its
 * end if there were fewer or their checksum is wrong.
 */
record ZipEntrySource(Path archive, String entryName, Charset names) implements ByteSource {
    static String nameOf(Path archive, String entryName) {
        return archive + "!" + entryName;
    }

    @Override
    public String name() {
        return nameOf(archive, entryName);
    }

    @Override
    public Optional<ByteSource> sibling(String fileName) {
        String path = entryName.substring(0, entryName.lastIndexOf('/') + 1) + fileName;
        try (ZipFile zip = new ZipFile(archive.toFile(), names)) {
            return zip.getEntry(path) == null
                    ? Optional.empty()
                    : Optional.of(new ZipEntrySource(archive, path, names));
        } catch (IOException e) {
            // Whoever opens the entry itself is told why.
            return Optional.empty();
        }
    }

    /** Owned by the stream that is returned: closing it closes the archive. */
    @Override
    public InputStream open() throws IOException {
        ZipFile zip = null;
        try {
            zip = new ZipFile(archive.toFile(), names);
            ZipEntry entry = zip.getEntry(entryName);
            if (entry == null || entry.getSize() < 0 || entry.getSize() > ZipTree.MAX_ENTRY_BYTES) {
                throw new CohortException(name(), "the archive has changed since it was listed");
            }
            return new CheckedStream(name(), zip, entry);
        } catch (ZipException e) {
            closeAfter(e, zip);
            throw new CohortException(name(), "cannot be unpacked: " + e.getMessage(), e);
        } catch (IOException e) {
            closeAfter(e, zip);
            throw e;
        }
    }

    private static void closeAfter(IOException failure, ZipFile zip) {
        if (zip != null) {
            try {
                zip.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private static final class CheckedStream extends FilterInputStream {
        private final String name;
        private final ZipFile zip;
        private final long declaredSize;
        private final long declaredCrc;
        private final CRC32 crc = new CRC32();
        private long count;
        private boolean ended;

        CheckedStream(String name, ZipFile zip, ZipEntry entry) throws IOException {
            super(zip.getInputStream(entry));
            this.name = name;
            this.zip = zip;
            this.declaredSize = entry.getSize();
            this.declaredCrc = entry.getCrc();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int n;
            try {
                n = super.read(buffer, offset, length);
            } catch (ZipException e) {
                throw new CohortException(name, "the packed data are damaged: " + e.getMessage(), e);
            }
            if (n < 0) {
                checkEnd();
                return n;
            }
            count += n;
            if (count > declaredSize) {
                throw new CohortException(name, "unpacks to more than the " + declaredSize + " bytes it declares");
            }
            crc.update(buffer, offset, n);
            return n;
        }

        private void checkEnd() throws CohortException {
            if (ended) {
                return;
            }
            ended = true;
            if (count < declaredSize) {
                throw new CohortException(
                        name, "unpacks to " + count + " bytes instead of the " + declaredSize + " it declares");
            }
            if (declaredCrc >= 0 && crc.getValue() != declaredCrc) {
                throw new CohortException(name, "the packed data are damaged: their checksum is wrong");
            }
        }

        @Override
        public long skip(long n) throws IOException {
            byte[] scratch = new byte[(int) Math.min(8192, Math.max(0, n))];
            long skipped = 0;
            while (skipped < n) {
                int read = read(scratch, 0, (int) Math.min(scratch.length, n - skipped));
                if (read < 0) {
                    break;
                }
                skipped += read;
            }
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void close() throws IOException {
            super.close();
            zip.close();
        }
    }
}
