package org.substantia.imaging.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.io.ByteSource;
import org.substantia.imaging.LabelMap;

class NiftiReadTest {
    @TempDir
    Path folder;

    private static NiftiBytes counting(Datatype datatype, int n) {
        return NiftiBytes.image(datatype, n, 1, 1).voxels(voxels -> {
            for (int i = 0; i < n; i++) {
                put(voxels, datatype, i);
            }
        });
    }

    private static void put(ByteBuffer voxels, Datatype datatype, int value) {
        switch (datatype) {
            case FLOAT32 -> voxels.putFloat(value);
            case FLOAT64 -> voxels.putDouble(value);
            case UINT8, INT8 -> voxels.put((byte) value);
            case INT16, UINT16 -> voxels.putShort((short) value);
            case INT32, UINT32 -> voxels.putInt(value);
            case INT64, UINT64 -> voxels.putLong(value);
        }
    }

    private static void refusesVolume(byte[] stored, String... words) {
        assertThatThrownBy(() -> Nifti.readVolume(NiftiBytes.source(stored)))
                .isInstanceOf(NiftiException.class)
                .hasMessageStartingWith("scan.nii: ")
                .hasMessageNotContaining("\n")
                .hasMessageContainingAll(words);
    }

    private static void refusesLabels(NiftiBytes image, String... words) {
        assertThatThrownBy(() -> Nifti.readLabels(image.source()))
                .isInstanceOf(NiftiException.class)
                .hasMessageStartingWith("scan.nii: ")
                .hasMessageContainingAll(words);
    }

    @Test
    void scalesInDoublePrecision() throws NiftiException {
        NiftiBytes image = counting(Datatype.INT32, 3).scaling(0.1, 7).voxels(v -> v.putInt(4, 123_456_789));

        float[] data = Nifti.readVolume(image.source()).volume().data();

        assertThat(data).containsExactly(7, (float) (123_456_789 * (double) 0.1f + 7), (float) (2 * (double) 0.1f + 7));
    }

    @Test
    void readsUnsignedIntegersBeyondTheSignedRange() throws NiftiException {
        NiftiBytes image = NiftiBytes.image(Datatype.UINT64, 3, 1, 1)
                .voxels(v -> v.putLong(-1).putLong(Long.MIN_VALUE).putLong(Long.MAX_VALUE));

        assertThat(Nifti.readVolume(image.source()).volume().data()).containsExactly(0x1p64f, 0x1p63f, 0x1p63f);
    }

    @Test
    void refusesVoxelsThatAreNotFiniteAndSaysHowManyAndWhere() {
        NiftiBytes image = NiftiBytes.image(Datatype.FLOAT32, 4, 3, 2)
                .voxels(v -> v.putFloat(4 * 17, Float.NaN).putFloat(4 * 20, Float.NEGATIVE_INFINITY));

        refusesVolume(image.bytes(), "2 of 24 voxels are NaN or infinite", "voxel (1, 1, 1)");
    }

    @Test
    void keepsOrClearsVoxelsThatAreNotFiniteWhenAsked() throws NiftiException {
        NiftiBytes image = NiftiBytes.image(Datatype.FLOAT32, 3, 1, 1)
                .voxels(v -> v.putFloat(Float.NaN).putFloat(5).putFloat(Float.POSITIVE_INFINITY));

        assertThat(Nifti.readVolume(image.source(), NonFinite.KEEP).volume().data())
                .containsExactly(Float.NaN, 5, Float.POSITIVE_INFINITY);
        assertThat(Nifti.readVolume(image.source(), NonFinite.ZERO).volume().data())
                .containsExactly(0, 5, 0);
    }

    @Test
    void refusesNumbersThatFloat32CannotHold() {
        refusesVolume(
                NiftiBytes.image(Datatype.FLOAT64, 2, 1, 1)
                        .voxels(v -> v.putDouble(1e300))
                        .bytes(),
                "1 of 2 voxels");
        refusesVolume(counting(Datatype.INT16, 3).scaling(3e38, 0).bytes(), "1 of 3 voxels");
    }

    @ParameterizedTest
    @CsvSource({
        "INT16, 0, 255, UNSIGNED_8",
        "INT16, 0, 256, SIGNED_16",
        "INT16, -1, 0, SIGNED_16",
        "INT32, -32768, 32767, SIGNED_16",
        "INT32, 0, 32768, SIGNED_32",
        "INT32, -32769, 0, SIGNED_32",
        "UINT16, 0, 65535, SIGNED_32",
        "INT64, -2147483648, 2147483647, SIGNED_32",
        "FLOAT32, 0, 16, UNSIGNED_8",
        "FLOAT64, -2147483648, 2147483647, SIGNED_32",
        "INT8, -128, 127, SIGNED_16"
    })
    void readsLabelsInTheNarrowestWidthThatHoldsThem(Datatype type, int low, int high, LabelMap.Width width)
            throws NiftiException {
        // More than one block, so that widths differ from piece to piece.
        int n = 40_000;
        NiftiBytes image = NiftiBytes.image(type, 200, 200, 1).voxels(v -> {
            v.position((n - 2) * type.bytes());
            put(v, type, low);
            put(v, type, high);
        });

        for (ByteSource source : Arrays.asList(image.source(), NiftiBytes.sourceOfUnknownSize(image.gzipped()))) {
            LabelMap labels = Nifti.readLabels(source).labels();
            assertThat(labels.width()).isEqualTo(width);
            assertThat(labels.get(n - 3)).isZero();
            assertThat(labels.get(n - 2)).isEqualTo(low);
            assertThat(labels.get(n - 1)).isEqualTo(high);
        }
    }

    @Test
    void joinsPiecesOfEveryWidth() throws NiftiException {
        int n = 80_000;
        NiftiBytes image = NiftiBytes.image(Datatype.INT32, n / 100, 10, 10).voxels(v -> {
            v.putInt(4 * 5, 200);
            v.putInt(4 * 20_000, -5);
            v.putInt(4 * 79_999, 1 << 20);
        });

        LabelMap labels = Nifti.readLabels(image.source()).labels();

        assertThat(labels.counts()).hasSize(3);
        assertThat(labels.get(5)).isEqualTo(200);
        assertThat(labels.get(20_000)).isEqualTo(-5);
        assertThat(labels.get(79_999)).isEqualTo(1 << 20);
    }

    @Test
    void readsLabelsThatAToolStoredWithAFittedSlope() throws NiftiException {
        double slope = 16 / 65_535.0;
        NiftiBytes image = NiftiBytes.image(Datatype.INT16, 17, 1, 1)
                .scaling(slope, 32_768 * slope)
                .voxels(v -> {
                    for (int label = 0; label <= 16; label++) {
                        v.putShort((short) Math.round(label / slope - 32_768));
                    }
                });

        LabelMap labels = Nifti.readLabels(image.source()).labels();

        for (int label = 0; label <= 16; label++) {
            assertThat(labels.get(label)).isEqualTo(label);
        }
    }

    @Test
    void refusesLabelsThatAreNotWholeAndSaysWhere() {
        refusesLabels(
                NiftiBytes.image(Datatype.FLOAT32, 4, 3, 2).voxels(v -> v.putFloat(4 * 17, 2.5f)),
                "holds 2.5 at voxel (1, 1, 1)");
        refusesLabels(
                NiftiBytes.image(Datatype.FLOAT32, 2, 1, 1).voxels(v -> v.putFloat(4, Float.NaN)),
                "holds NaN at voxel (1, 0, 0)");
        refusesLabels(NiftiBytes.image(Datatype.FLOAT32, 2, 1, 1).voxels(v -> v.putFloat(1.02f)), "at voxel (0, 0, 0)");
        refusesLabels(counting(Datatype.INT16, 3).scaling(0.5, 0), "holds 0.5 at voxel (1, 0, 0)");
        refusesLabels(NiftiBytes.image(Datatype.UINT32, 2, 1, 1).voxels(v -> v.putInt(-1)), "holds 4.294967295E9");
    }

    @Test
    void passesOverWhatLiesBetweenHeaderAndVoxels() throws NiftiException {
        NiftiBytes image = NiftiBytes.image(Datatype.UINT8, 3, 1, 1).voxelOffset(20_000);
        byte[] stored = NiftiBytes.concat(image.headerBytes(), new byte[20_000 - 352], new byte[] {1, 2, 3});

        assertThat(Nifti.readLabels(NiftiBytes.source(stored)).labels().toIntArray())
                .containsExactly(1, 2, 3);
        assertThat(Nifti.readLabels(NiftiBytes.source(NiftiBytes.gzip(stored)))
                        .labels()
                        .toIntArray())
                .containsExactly(1, 2, 3);
    }

    @Test
    void saysWhenTheFileEndsBeforeItsVoxels() {
        byte[] stored =
                NiftiBytes.image(Datatype.UINT8, 3, 1, 1).voxelOffset(400).bytes();

        refusesVolume(stored, "3 bytes of voxels from byte 400", "has only 355 bytes");
        assertThatThrownBy(() -> Nifti.readVolume(NiftiBytes.sourceOfUnknownSize(stored)))
                .isInstanceOf(NiftiException.class)
                .hasMessageContaining("ends at byte 355, before its voxels begin at byte 400");
    }

    @Test
    void readsPairs() throws NiftiException {
        NiftiBytes image = counting(Datatype.UINT8, 5).magic("ni1\0").voxelOffset(0);

        for (byte[] header : new byte[][] {image.headerBytes(), Arrays.copyOf(image.headerBytes(), 348)}) {
            NiftiLabels pair = Nifti.readLabels(NiftiBytes.pair(header, image.voxelBytes()));
            assertThat(pair.header().isPair()).isTrue();
            assertThat(pair.labels().toIntArray()).containsExactly(0, 1, 2, 3, 4);
        }
    }

    @Test
    void namesTheHalfOfAPairThatIsAtFault() {
        NiftiBytes image = counting(Datatype.UINT8, 5).magic("ni1\0").voxelOffset(0);

        assertThatThrownBy(() -> Nifti.readLabels(NiftiBytes.pair(image.headerBytes(), new byte[3])))
                .isInstanceOf(NiftiException.class)
                .hasMessageStartingWith("scan.img: the header promises 5 bytes");
        refusesVolume(image.bytes(), ".hdr/.img pair");
    }

    @Test
    void findsTheHalvesOfAPairByName() throws IOException {
        NiftiBytes image = counting(Datatype.UINT8, 5).magic("ni1\0").voxelOffset(0);
        Path header = folder.resolve("a.b.HDR");
        Files.write(header, image.headerBytes());
        Path pixels = folder.resolve("a.b.img.gz");
        Files.write(pixels, NiftiBytes.gzip(image.voxelBytes()));
        assertThat(Nifti.readLabels(header).labels().get(4)).isEqualTo(4);

        Path other = folder.resolve("other.hdr.gz");
        Files.write(other, NiftiBytes.gzip(image.headerBytes()));
        Files.write(folder.resolve("other.img"), image.voxelBytes());
        assertThat(Nifti.readLabels(folder.resolve("other.img")).labels().get(4))
                .isEqualTo(4);

        Files.delete(folder.resolve("other.img"));
        assertThatThrownBy(() -> Nifti.readLabels(other))
                .isInstanceOf(NiftiException.class)
                .hasMessage(other + ": is the header of a .hdr/.img pair, and its .img file cannot be found");
    }

    @Test
    void goesByTheContentNotTheNameAsToGzip() throws IOException {
        Path plain = folder.resolve("plain.nii.gz");
        Files.write(plain, counting(Datatype.UINT8, 5).bytes());
        Path gzipped = folder.resolve("gzipped.nii");
        Files.write(gzipped, counting(Datatype.UINT8, 5).gzipped());

        assertThat(Nifti.readLabels(plain).labels().get(4)).isEqualTo(4);
        assertThat(Nifti.readLabels(gzipped).labels().get(4)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 351, 352, 353, 50_000})
    void readsGzipOfSeveralMembers(int cut) throws NiftiException {
        byte[] content = counting(Datatype.INT16, 30_000).bytes();
        byte[] stored = NiftiBytes.concat(
                NiftiBytes.gzip(Arrays.copyOf(content, cut)),
                NiftiBytes.gzip(new byte[0]),
                NiftiBytes.gzip(Arrays.copyOfRange(content, cut, content.length)));

        for (ByteSource source : Arrays.asList(NiftiBytes.source(stored), NiftiBytes.sourceOfUnknownSize(stored))) {
            float[] data = Nifti.readVolume(source).volume().data();
            for (int i = 0; i < data.length; i++) {
                assertThat(data[i]).isEqualTo(i);
            }
        }
    }

    @Test
    void readsGzipHeadersWithEveryField() throws NiftiException {
        byte[] plain = counting(Datatype.UINT8, 5).gzipped();
        byte[] stored = NiftiBytes.concat(
                new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 5, 6},
                new byte[] {3, 0, 7, 7, 7},
                new byte[] {'n', 'a', 'm', 'e', 0, 'c', 0, 9, 9},
                Arrays.copyOfRange(plain, 10, plain.length));

        assertThat(Nifti.readLabels(NiftiBytes.source(stored)).labels().get(4)).isEqualTo(4);
    }

    @Test
    void ignoresWhatFollowsTheGzipData() throws NiftiException {
        byte[] stored = NiftiBytes.concat(counting(Datatype.UINT8, 5).gzipped(), new byte[] {0, 0, 0, 1, 2, 3});

        assertThat(Nifti.readLabels(NiftiBytes.source(stored)).labels().get(4)).isEqualTo(4);
    }

    @Test
    void leavesContentBehindTheVoxelsAlone() throws NiftiException {
        byte[] bomb = new byte[50_000_000];
        byte[] stored =
                NiftiBytes.gzip(NiftiBytes.concat(counting(Datatype.UINT8, 5).bytes(), bomb));
        // Damage that is never reached, since nothing there is inflated.
        stored[stored.length - 1] ^= 1;

        assertThat(Nifti.readLabels(NiftiBytes.source(stored)).labels().get(4)).isEqualTo(4);
    }

    @Test
    void refusesGzipWithAWrongChecksumOrLength() {
        for (int fromEnd = 1; fromEnd <= 8; fromEnd++) {
            byte[] stored = counting(Datatype.INT16, 5000).gzipped();
            stored[stored.length - fromEnd] ^= 0x10;
            refusesVolume(stored, "gzip data is corrupt", "checksum");
        }
    }

    @Test
    void refusesTruncatedGzip() {
        byte[] stored = counting(Datatype.INT16, 5000).gzipped();
        for (int length : new int[] {3, 9, 10, 11, 100, stored.length / 2, stored.length - 8, stored.length - 1}) {
            refusesVolume(Arrays.copyOf(stored, length), "gzip data ends too early");
        }
    }

    @Test
    void refusesWhatTheGzippedSizeCannotHold() {
        NiftiBytes image = counting(Datatype.UINT8, 5).dim(3, 1000, 1000, 1000);

        refusesVolume(image.gzipped(), "promises 1000000000 bytes", "gzipped");
        refusesVolume(image.bytes(), "promises 1000000000 bytes", "has only 357 bytes");
    }

    @Test
    void refusesHeadersThatPromiseMoreThanTheGzipHolds() {
        byte[] stored = counting(Datatype.INT16, 5000).dim(3, 5001, 1, 1).gzipped();

        refusesVolume(stored, "promises 10002 bytes", "only 10000 are there");
    }

    @Test
    void readsBigEndianVoxels() throws NiftiException {
        NiftiBytes image = NiftiBytes.image(1, ByteOrder.BIG_ENDIAN, Datatype.FLOAT64, 2, 1, 1)
                .voxels(v -> v.putDouble(1.5).putDouble(-3));

        assertThat(Nifti.readVolume(image.source()).volume().data()).containsExactly(1.5f, -3);
    }

    @Test
    void namesTheSourceWhenItsStorageFails() {
        ByteSource failing = new ByteSource() {
            @Override
            public String name() {
                return "cases.zip!/T1.nii";
            }

            @Override
            public java.io.InputStream open() throws IOException {
                throw new java.util.zip.ZipException("invalid entry");
            }
        };

        assertThatThrownBy(() -> Nifti.readVolume(failing))
                .isInstanceOf(NiftiException.class)
                .hasMessage("cases.zip!/T1.nii: cannot be read: invalid entry");
    }

    @Test
    void takesVoxelsThatHoldNoLabelAsBackgroundAndCountsThemWhereAsked() throws NiftiException {
        float[] values = {15, 14.999999f, 7.5f, Float.NaN, 1e12f, Float.NEGATIVE_INFINITY, 3};
        NiftiBytes image = NiftiBytes.image(Datatype.FLOAT32, 7, 1, 1).voxels(v -> {
            for (float value : values) {
                v.putFloat(value);
            }
        });

        NiftiLabels read = Nifti.readLabels(image.source(), OddVoxels.BACKGROUND);

        assertThat(read.labels().toIntArray()).containsExactly(15, 15, 0, 0, 0, 0, 3);
        assertThat(read.exactLabels().toIntArray()).containsExactly(15, 0, 0, 0, 0, 0, 3);
        assertThat(read.rounded()).isTrue();
        assertThat(read.oddVoxels()).isEqualTo(4);
        assertThat(read.firstOdd()).isEqualTo("7.5 at voxel (2, 0, 0)");
    }

    @Test
    void keepsOneMapWhereNoLabelHadToBeRounded() throws NiftiException {
        NiftiBytes image = NiftiBytes.image(Datatype.FLOAT64, 3, 1, 1)
                .voxels(v -> v.putDouble(2).putDouble(Double.NaN).putDouble(0.001));

        NiftiLabels read = Nifti.readLabels(image.source(), OddVoxels.BACKGROUND);

        assertThat(read.rounded()).isFalse();
        assertThat(read.labels().toIntArray()).containsExactly(2, 0, 0);
        assertThat(read.oddVoxels()).isEqualTo(1);
    }

    @Test
    void readsLabelsStoredAsComplexNumbersAndTakesThoseWithAnImaginaryPartAsNone() throws NiftiException {
        NiftiBytes image = NiftiBytes.image(Datatype.FLOAT64, 3, 1, 1)
                .datatype(32)
                .voxels(v -> v.putFloat(5).putFloat(0).putFloat(6).putFloat(1).putFloat(0));

        NiftiLabels read = Nifti.readLabels(image.source(), OddVoxels.BACKGROUND);

        assertThat(read.labels().toIntArray()).containsExactly(5, 0, 0);
        assertThat(read.exactLabels().toIntArray()).containsExactly(5, 6, 0);
        assertThat(read.firstOdd()).isEqualTo("6.0 with an imaginary part at voxel (1, 0, 0)");
        refusesLabels(image, "holds 6.0 with an imaginary part at voxel (1, 0, 0)");
        assertThat(Nifti.readLabelHeader(image.source()).geometry().nx()).isEqualTo(3);
    }
}
