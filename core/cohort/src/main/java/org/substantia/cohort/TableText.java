package org.substantia.cohort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.layout.CohortException;

/** The text of a file that should be a table of patients. */
final class TableText {
    /** A longer file is not a table of patients. */
    static final int MAX_BYTES = 1 << 24;

    private static final String REMEDY = "; save it as \"CSV UTF-8\"";

    private TableText() {}

    /** @throws CohortException if the file cannot be read or is no UTF-8 text */
    static String of(ByteSource file) throws CohortException {
        byte[] bytes;
        try (InputStream in = file.open()) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (CohortException e) {
            throw e;
        } catch (IOException e) {
            throw CohortException.unreadable(file.name(), e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new CohortException(
                    file.name(), "is longer than " + MAX_BYTES + " bytes and is no table of patients");
        }
        if (startsWith(bytes, 'P', 'K', 3, 4) || startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
            throw new CohortException(file.name(), "is a spreadsheet's own format, not text" + REMEDY);
        }
        if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff) || holdsZero(bytes)) {
            throw new CohortException(file.name(), "is not UTF-8 text but UTF-16 or binary" + REMEDY);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new CohortException(file.name(), "is not UTF-8 text" + REMEDY, e);
        }
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean holdsZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}
