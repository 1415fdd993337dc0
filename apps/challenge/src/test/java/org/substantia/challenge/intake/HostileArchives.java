package org.substantia.challenge.intake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Archives that were made to hurt: every one is a good submission with one thing done to it, or no submission at all.
 */
final class HostileArchives {
    private static final String MASK = "outputs/RJPD_005/QSM_pred.nii.gz";
    private static final int CENTRAL = 0x02014b50;

    private HostileArchives() {}

    /** Writes an archive. */
    @FunctionalInterface
    interface Maker {
        byte[] make(Map<String, byte[]> good) throws IOException;
    }

    /** The makers by name; {@code good} are the entries of a submission without a fault. */
    static Map<String, Maker> all() {
        Map<String, Maker> all = new LinkedHashMap<>();
        all.put("name that climbs out", good -> zip(with(good, "../../outside.txt", new byte[1])));
        all.put("absolute name", good -> zip(with(good, "/tmp/substantia-outside.txt", new byte[1])));
        all.put("name with backslashes", good -> zip(with(good, "..\\..\\outside.txt", new byte[1])));
        all.put("name twice", good -> renamed(zip(with(good, MASK.replace('Q', 'q'), new byte[1])), MASK));
        all.put("one entry of 600 MB", good -> zip(with(good, "outputs/RJPD_005/NM_pred.nii", new byte[600 << 20])));
        all.put("30,000 entries", HostileArchives::thirtyThousand);
        all.put("table of 88 MB", good -> zip(with(good, "label_predict.csv", table())));
        all.put("archive in an archive", good -> zip(Map.of("outputs.zip", zip(good))));
        all.put("cut in the middle", good -> half(zip(good)));
        all.put("no archive", good -> "PK? not at all".getBytes(StandardCharsets.UTF_8));
        all.put("page before the archive", good -> joined("<html></html>", zip(good)));
        all.put("5,000 entries over one another", good -> overlapping(5000, 200_000));
        all.put("600 entries over one another", good -> overlapping(600, 20_000));
        all.put("empty file", good -> new byte[0]);
        all.put("archive of nothing", good -> zip(Map.of("readme.txt", new byte[0])));
        all.put("link to a file of the system", HostileArchives::link);
        all.put("header of 32767 x 32767 x 32767", good -> zip(with(good, MASK, sized(good.get(MASK), 32767))));
        all.put("mask much larger than its image", good -> zip(with(good, MASK, sized(good.get(MASK), 1100))));
        all.put("ids that differ in case alone", good -> zip(with(good, MASK.replace("RJ", "rj"), good.get(MASK))));
        all.put("two hundred large masks of nobody", HostileArchives::largeMasksOfNobody);
        return all;
    }

    /** The entries of an archive by name. */
    static Map<String, byte[]> entries(Path archive) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(Deflater.BEST_SPEED);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Map<String, byte[]> with(Map<String, byte[]> good, String name, byte[] content) {
        Map<String, byte[]> all = new LinkedHashMap<>(good);
        all.put(name, content);
        return all;
    }

    /** Gives the entry whose name is that of {@code name} but for one letter that very name. */
    private static byte[] renamed(byte[] zip, String name) {
        String text = new String(zip, StandardCharsets.ISO_8859_1);
        return text.replace(name.replace('Q', 'q'), name).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] thirtyThousand(Map<String, byte[]> good) {
        Map<String, byte[]> all = new LinkedHashMap<>(good);
        for (int i = 0; i < 30_000; i++) {
            all.put("outputs/N_" + i + "/QSM_pred.nii.gz", new byte[0]);
        }
        return zip(all);
    }

    private static byte[] table() {
        byte[] line = "RJPD_005,1\n".getBytes(StandardCharsets.UTF_8);
        byte[] table = new byte[8_000_000 * line.length];
        for (int i = 0; i < table.length; i += line.length) {
            System.arraycopy(line, 0, table, i, line.length);
        }
        return table;
    }

    private static byte[] half(byte[] zip) {
        return Arrays.copyOf(zip, zip.length / 2);
    }

    private static byte[] joined(String before, byte[] zip) {
        byte[] head = before.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(head, head.length + zip.length);
        System.arraycopy(zip, 0, all, head.length, zip.length);
        return all;
    }

    /** One stored entry that the directory at the end names over and over. */
    private static byte[] overlapping(int names, int size) {
        byte[] content = new byte[size];
        CRC32 crc = new CRC32();
        crc.update(content);
        byte[] first = name(0);
        ByteBuffer out = ByteBuffer.allocate(30 + first.length + size + names * (46 + first.length) + 22)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x04034b50)
                .putShort((short) 10)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0);
        out.putInt((int) crc.getValue()).putInt(size).putInt(size);
        out.putShort((short) first.length).putShort((short) 0).put(first).put(content);
        int start = out.position();
        for (int i = 0; i < names; i++) {
            out.putInt(CENTRAL)
                    .putShort((short) 10)
                    .putShort((short) 10)
                    .putShort((short) 0)
                    .putShort((short) 0);
            out.putInt(0).putInt((int) crc.getValue()).putInt(size).putInt(size);
            out.putShort((short) first.length)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0);
            out.putShort((short) 0).putInt(0).putInt(0).put(name(i));
        }
        int length = out.position() - start;
        out.putInt(0x06054b50).putShort((short) 0).putShort((short) 0).putShort((short) names);
        out.putShort((short) names).putInt(length).putInt(start).putShort((short) 0);
        return out.array();
    }

    private static byte[] name(int i) {
        return String.format(java.util.Locale.ROOT, "outputs/N_%06d/QSM_pred.nii.gz", i)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** An entry that says of itself that it is a symbolic link. */
    private static byte[] link(Map<String, byte[]> good) {
        byte[] zip = zip(with(good, MASK, "/etc/passwd".getBytes(StandardCharsets.UTF_8)));
        ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i + 46 < zip.length; i++) {
            boolean entry = bytes.getInt(i) == CENTRAL
                    && new String(zip, i + 46, Math.min(MASK.length(), zip.length - i - 46), StandardCharsets.UTF_8)
                            .equals(MASK);
            if (entry) {
                bytes.putShort(i + 4, (short) 0x0314).putInt(i + 38, 0xa1ff << 16);
            }
        }
        return zip;
    }

    /** The mask with a header that claims so many voxels in all three directions. */
    private static byte[] sized(byte[] mask, int size) {
        try {
            byte[] content = new GZIPInputStream(new ByteArrayInputStream(mask)).readAllBytes();
            ByteBuffer header = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
            for (int axis = 1; axis <= 3; axis++) {
                header.putShort(40 + 2 * axis, (short) size);
            }
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write(content);
            }
            return packed.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] largeMasksOfNobody(Map<String, byte[]> good) {
        Map<String, byte[]> all = new LinkedHashMap<>();
        byte[] large = sized(good.get(MASK), 1100);
        for (int i = 0; i < 200; i++) {
            all.put("outputs/N_" + i + "/QSM_pred.nii.gz", large);
        }
        return zip(all);
    }
}
