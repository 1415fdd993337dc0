package org.substantia.cohort.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.TestFiles;
import org.substantia.cohort.TestImages;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.imaging.nifti.NiftiException;

class ZipTreeTest {
    private static final String NAME = "x/NM_pred.nii.gz";
    private static final int CENTRAL_HEADER = 0x02014b50;

    /** Offsets in an entry's header in the central directory. */
    private static final int FLAGS = 8;

    private static final int METHOD = 10;
    private static final int CRC = 16;
    private static final int SIZE = 24;

    /** The end of an archive: its length, and where in it the place of the list of contents stands. */
    private static final int END_BYTES = 22;

    private static final int END_LIST_OFFSET = 16;

    @TempDir
    Path top;

    private Path archive() {
        return top.resolve("team.zip");
    }

    /** Changes the first entry's header in the central directory, which is what readers go by. */
    private Path tampered(int offset, byte... bytes) throws IOException {
        Path archive = TestFiles.zip(archive(), NAME);
        ByteBuffer zip = ByteBuffer.wrap(Files.readAllBytes(archive)).order(ByteOrder.LITTLE_ENDIAN);
        int header = 0;
        while (zip.getInt(header) != CENTRAL_HEADER) {
            header++;
        }
        zip.put(header + offset, bytes);
        return Files.write(archive, zip.array());
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x/NM_pred.nii.gz",
                "x/../../NM_pred.nii.gz",
                "/etc/NM_pred.nii.gz",
                "x\\NM_pred.nii.gz",
                "C:/x/NM_pred.nii.gz",
                "c:NM_pred.nii.gz",
                "x//NM_pred.nii.gz",
                "x/./NM_pred.nii.gz",
                "x\u001b[31m/NM_pred.nii.gz",
                "x\nP2: scored/NM_pred.nii.gz",
                ".."
            })
    void refusesNamesThatLeaveTheArchive(String name) throws IOException {
        Path archive = TestFiles.zip(archive(), NAME, name);

        assertThatThrownBy(() -> ZipTree.list(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("team.zip")
                .hasMessageContaining("names must be relative paths")
                .satisfies(fault -> assertThat(fault.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
    }

    /** Voxels that are stored as they are have no checksum but the archive's, which stands behind their last byte. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 50_000})
    void anImageIsReadToItsChecksum(int bytesAfterTheVoxels) throws IOException {
        Path image = top.resolve("mask.nii");
        Nifti.write(image, LabelMap.ofBytes(TestImages.GRID, TestImages.nigra()));
        byte[] plain = Files.readAllBytes(image);
        byte[] stored = Arrays.copyOf(plain, plain.length + bytesAfterTheVoxels);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive()))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            zip.putNextEntry(new ZipEntry("x/NM_pred.nii"));
            zip.write(stored);
            zip.closeEntry();
        }
        ByteSource sound = ZipTree.list(archive()).files().get("x/NM_pred.nii");
        assertThat(Nifti.readLabels(sound).labels().counts()).containsOnlyKeys(1, 2);

        // A row of the right nigra changes its side.
        String latin = Files.readString(archive(), StandardCharsets.ISO_8859_1);
        Files.writeString(archive(), latin.replaceFirst("\1{6}", "\2".repeat(6)), StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Nifti.readLabels(sound))
                .isInstanceOf(NiftiException.class)
                .hasMessage(sound.name() + ": the packed data are damaged: their checksum is wrong");
    }

    @Test
    void refusesTwoEntriesOfOneName() throws IOException {
        Path archive = TestFiles.zip(archive(), "x/A", "x/B");
        byte[] bytes = Files.readAllBytes(archive);
        String latin = new String(bytes, StandardCharsets.ISO_8859_1).replace("x/B", "x/A");
        Files.write(archive, latin.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> ZipTree.list(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("two entries named x/A");
    }

    @Test
    void refusesTwoSpellingsOfOneName() throws IOException {
        Path archive = TestFiles.zip(archive(), "./x/A", "x/A");

        assertThatThrownBy(() -> ZipTree.list(archive)).hasMessageContaining("two entries named x/A");
    }

    @Test
    void refusesMoreEntriesThanAnyCohortHas() throws IOException {
        String[] names = new String[ZipTree.MAX_ENTRIES + 1];
        for (int i = 0; i < names.length; i++) {
            names[i] = "d" + i + "/";
        }
        Path archive = TestFiles.zip(archive(), names);

        assertThatThrownBy(() -> ZipTree.list(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("has 20001 entries; at most 20000");
    }

    @Test
    void refusesAnEntryThatDeclaresTooMuch() throws IOException {
        Path archive = tampered(SIZE, littleEndian((int) ZipTree.MAX_ENTRY_BYTES + 1));

        assertThatThrownBy(() -> ZipTree.list(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("team.zip!" + NAME)
                .hasMessageContaining("at most 536870912");
    }

    @Test
    void refusesALargeEntryThatPacksLikeABomb() throws IOException {
        Path archive = archive();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry(NAME));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i <= ZipTree.ANY_RATIO_BYTES >> 20; i++) {
                zip.write(zeros);
            }
        }

        assertThatThrownBy(() -> ZipTree.list(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("more than 200-fold");
    }

    @Test
    void refusesEntriesThatDeclareTooMuchTogether() throws IOException {
        Path archive = archive();
        int count = (int) (ZipTree.MAX_TOTAL_BYTES / ZipTree.ANY_RATIO_BYTES) + 1;
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = "x" + i + "/NM_pred.nii.gz";
        }
        TestFiles.zip(archive, names);
        ByteBuffer zip = ByteBuffer.wrap(Files.readAllBytes(archive)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < zip.capacity() - 4; at++) {
            if (zip.getInt(at) == CENTRAL_HEADER) {
                zip.putInt(at + SIZE, (int) ZipTree.ANY_RATIO_BYTES);
            }
        }
        Files.write(archive, zip.array());

        assertThatThrownBy(() -> ZipTree.list(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("would unpack to more than 34359738368 bytes");
    }

    /** Two names in the list of contents for one stored content. */
    @Test
    void refusesEntriesThatOverlap() throws IOException {
        Path archive = archive();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            ZipEntry entry = new ZipEntry(NAME);
            byte[] content = new byte[4096];
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(content);
        }
        byte[] bytes = Files.readAllBytes(archive);
        int end = bytes.length - END_BYTES;
        ByteBuffer old = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int list = old.getInt(end + END_LIST_OFFSET);
        byte[] header = Arrays.copyOfRange(bytes, list, end);
        ByteBuffer twice = ByteBuffer.allocate(bytes.length + header.length).order(ByteOrder.LITTLE_ENDIAN);
        twice.put(bytes, 0, end);
        header[46] = 'y';
        twice.put(header).put(bytes, end, END_BYTES);
        twice.putShort(end + header.length + 8, (short) 2);
        twice.putShort(end + header.length + 10, (short) 2);
        twice.putInt(end + header.length + 12, 2 * header.length);
        Files.write(archive, twice.array());

        assertThatThrownBy(() -> ZipTree.list(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("team.zip")
                .hasMessageContaining("so they overlap");
    }

    @Test
    void stopsReadingAtTheDeclaredSize() throws IOException {
        Path archive = tampered(SIZE, littleEndian(5));

        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("more than the 5 bytes it declares");
    }

    @Test
    void noticesEntriesThatAreShorterThanDeclared() throws IOException {
        Path archive = tampered(SIZE, littleEndian(5000));

        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("instead of the 5000 it declares");
    }

    @Test
    void noticesAWrongChecksum() throws IOException {
        Path archive = tampered(CRC, littleEndian(12345));

        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("checksum is wrong");
    }

    @Test
    void saysThatEncryptedEntriesCannotBeRead() throws IOException {
        Path archive = tampered(FLAGS, (byte) 1);

        assertThatThrownBy(() -> ZipTree.list(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("encrypted")
                .hasMessageContaining("without a password");
    }

    @Test
    void saysThatUnknownMethodsCannotBeRead() throws IOException {
        Path archive = tampered(METHOD, (byte) 14);

        assertThatThrownBy(() -> ZipTree.list(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("method")
                .hasMessageContaining("deflate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GBK", "Shift_JIS", "IBM437"})
    void readsArchivesWhoseNamesAreInAnotherEncoding(String encoding) throws IOException {
        String team = encoding.equals("IBM437") ? "M\u00fcller" : "\u8868\u4e57";
        Path archive = TestFiles.zip(
                archive(), Charset.forName(encoding), team + "/outputs/P1/NM_pred.nii.gz", team + "/" + team + ".txt");

        FileTree tree = ZipTree.list(archive);

        assertThat(tree.files()).hasSize(2);
        String path = tree.files().keySet().stream()
                .filter(name -> name.endsWith("/outputs/P1/NM_pred.nii.gz"))
                .findFirst()
                .orElseThrow();
        try (InputStream in = tree.files().get(path).open()) {
            assertThat(in.readAllBytes()).isNotEmpty();
        }
    }

    @Test
    void composesTheAccentsThatMacOsWritesApart() throws IOException {
        Path archive = TestFiles.zip(archive(), "Mu\u0308ller/NM_pred.nii.gz");

        FileTree tree = ZipTree.list(archive);

        assertThat(tree.files()).containsOnlyKeys("M\u00fcller/NM_pred.nii.gz");
        try (InputStream in = tree.files().get("M\u00fcller/NM_pred.nii.gz").open()) {
            assertThat(in.readAllBytes()).isNotEmpty();
        }
    }

    @Test
    void refusesATruncatedArchive() throws IOException {
        Path archive = TestFiles.zip(archive(), NAME);
        byte[] bytes = Files.readAllBytes(archive);
        try (OutputStream out = Files.newOutputStream(archive)) {
            out.write(bytes, 0, bytes.length / 2);
        }

        assertThatThrownBy(() -> ZipTree.list(archive))
                .isInstanceOf(CohortException.class)
                .hasMessageContaining("not a zip archive that can be read");
    }

    @Test
    void seriesOfSmallReadsAndSkipsSeeTheSameBytes() throws IOException {
        Path archive = TestFiles.zip(archive(), NAME);
        ByteSource file = ZipTree.list(archive).files().get(NAME);

        try (InputStream in = file.open()) {
            assertThat(in.skip(8)).isEqualTo(8);
            assertThat(in.read()).isEqualTo('o');
            assertThat(in.skip(1000)).isEqualTo("content of ".length() + NAME.length() - 9L);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void staysReadableAfterAStreamIsClosed() throws IOException {
        Path archive = TestFiles.zip(archive(), NAME);
        ByteSource file = ZipTree.list(archive).files().get(NAME);

        file.open().close();

        try (InputStream in = file.open()) {
            assertThat(in.readAllBytes()).isNotEmpty();
        }
    }

    private static void read(Path archive) throws IOException {
        try (InputStream in = ZipTree.list(archive).files().get(NAME).open()) {
            in.readAllBytes();
        }
    }
}
