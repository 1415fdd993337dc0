package org.substantia.imaging.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.base.io.AtomicFiles;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;

class NiftiWriteTest {
    private static final Geometry GRID = new Geometry(4, 3, 2, Affine.scaling(-0.6666667, 0.6666667, 2, 90, -126, -72));

    @TempDir
    Path folder;

    private static Volume volume() {
        float[] data = new float[24];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) Math.sin(i) * 1000;
        }
        return new Volume(GRID, data);
    }

    private static LabelMap labels(int... values) {
        int[] all = new int[24];
        System.arraycopy(values, 0, all, 0, values.length);
        return LabelMap.ofInts(GRID, all);
    }

    private List<String> filesIn(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.nii", "a.nii.gz", "a.hdr", "a.img", "a.hdr.gz", "a.img.gz", "A.NII.GZ"})
    void writesEveryFormatByName(String name) throws IOException {
        Path path = folder.resolve(name);
        Nifti.write(path, volume());

        NiftiVolume read = Nifti.readVolume(path);
        assertThat(read.volume().data()).isEqualTo(volume().data());
        assertThat(read.volume().geometry().sameGrid(GRID, 1e-4)).isTrue();
        assertThat(read.header().isPair())
                .isEqualTo(!name.toLowerCase(java.util.Locale.ROOT).contains("nii"));
        boolean gzipped = Files.readAllBytes(path)[0] == 0x1f;
        assertThat(gzipped).isEqualTo(name.toLowerCase(java.util.Locale.ROOT).endsWith(".gz"));
        assertThat(filesIn(folder)).hasSize(read.header().isPair() ? 2 : 1);
    }

    /** More of them than go to the disk at once, and no multiple of that. */
    @ParameterizedTest
    @ValueSource(strings = {"a.nii", "a.nii.gz"})
    void manyLabelsAreTheSameWhateverWidthTheyAreKeptIn(String name) throws IOException {
        Geometry grid = Geometry.axisAligned(61, 53, 47, 1, 1, 1);
        byte[] bytes = new byte[grid.voxelCount()];
        int[] ints = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ints[i] = i % 7 == 0 ? i % 256 : 0;
            bytes[i] = (byte) ints[i];
        }
        Path narrow = folder.resolve("narrow-" + name);
        Path wide = folder.resolve("wide-" + name);

        Nifti.write(narrow, LabelMap.ofBytes(grid, bytes));
        Nifti.write(wide, LabelMap.ofInts(grid, ints));

        assertThat(Nifti.readLabels(narrow).labels().toIntArray()).isEqualTo(ints);
        assertThat(narrow).hasSameBinaryContentAs(wide);
    }

    @Test
    void givesBothFormsToAnImageOfItsOwn() throws IOException {
        Path path = folder.resolve("a.nii");
        Nifti.write(path, volume());

        NiftiHeader header = Nifti.readHeader(path);
        assertThat(header.version()).isEqualTo(1);
        assertThat(header.byteOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(header.sformCode()).isEqualTo(1);
        assertThat(header.qformCode()).isEqualTo(1);
        byte[] withoutSform = Files.readAllBytes(path);
        withoutSform[254] = 0;
        Affine qform = Nifti.readHeader(NiftiBytes.source(withoutSform)).affine();
        for (int i = 0; i < 12; i++) {
            assertThat(qform.get(i / 4, i % 4)).isCloseTo(header.affine().get(i / 4, i % 4), within(1e-6));
        }
    }

    @Test
    void givesNoQformToAShearedGrid() throws IOException {
        Path path = folder.resolve("a.nii");
        Geometry sheared = new Geometry(4, 3, 2, Affine.of(1, 0.2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0));
        Nifti.write(path, Volume.zeros(sheared));

        NiftiHeader header = Nifti.readHeader(path);
        assertThat(header.qformCode()).isZero();
        assertThat(header.geometry().sameGrid(sheared, 1e-5)).isTrue();
    }

    @Test
    void writesNifti2WhenAnAxisIsTooLongForNifti1() throws IOException {
        Path path = folder.resolve("a.nii.gz");
        Nifti.write(path, Volume.zeros(Geometry.axisAligned(40_000, 2, 1, 1, 1, 1)));

        NiftiVolume read = Nifti.readVolume(path);
        assertThat(read.header().version()).isEqualTo(2);
        assertThat(read.volume().geometry().nx()).isEqualTo(40_000);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "2, true", "2, false"})
    void keepsTheGeometryBytesOfItsTemplate(int version, boolean bigEndian) throws IOException {
        ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        // Contradictory forms, odd units and remains beyond the third axis: all of it must survive.
        NiftiHeader template = Nifti.readHeader(NiftiBytes.image(version, order, Datatype.INT16, 4, 3, 2)
                .dim(3, 4, 3, 2, 0, 7, 7, 7)
                .pixdim(-1, 0.1, 0.2, 0.3, 2.5, 0, -1, 9)
                .units(11)
                .codes(3, 4)
                .quaternion(0.1, 0.2, 0.3, 4, 5, 6)
                .sform(0, 2, 0, 1, -3, 0, 0, 2, 0, 0, 4, 3)
                .scaling(3, 4)
                .source());
        Path path = folder.resolve("mask.nii.gz");
        byte[] labels = new byte[24];
        labels[7] = 3;

        Nifti.write(path, LabelMap.ofBytes(template.geometry(), labels), template);

        NiftiLabels read = Nifti.readLabels(path);
        assertThat(read.header().geometry()).isEqualTo(template.geometry());
        assertThat(read.header().byteOrder()).isEqualTo(order);
        assertThat(read.header().datatype()).isEqualTo(Datatype.UINT8);
        assertThat(read.header().scaling().isNone()).isTrue();
        assertThat(read.labels().get(7)).isEqualTo(3);
        int[][] kept = version == 1
                ? new int[][] {{0, 4}, {39, 56}, {76, 108}, {123, 124}, {252, 328}}
                : new int[][] {{0, 12}, {16, 80}, {104, 168}, {344, 496}, {500, 504}, {524, 540}};
        byte[] before = template.toBytes();
        byte[] after = read.header().toBytes();
        assertThat(after).hasSameSizeAs(before);
        for (int[] range : kept) {
            assertThat(Arrays.copyOfRange(after, range[0], range[1]))
                    .as("bytes %d to %d", range[0], range[1])
                    .isEqualTo(Arrays.copyOfRange(before, range[0], range[1]));
        }
    }

    /**
     * Regression: nibabel saw no voxel in a mask whose image has a length of 0 along an axis that it does not use, and
     * a fourth axis in a mask whose image has one of a single time.
     */
    @ParameterizedTest
    @CsvSource({"1, 4, 0", "2, 4, 0", "1, 4, 1", "1, 7, 0", "2, 7, 1"})
    void writesNoAxisBeyondTheThird(int version, int axes, int length) throws IOException {
        NiftiHeader template =
                Nifti.readHeader(NiftiBytes.image(version, ByteOrder.LITTLE_ENDIAN, Datatype.INT16, 4, 3, 2)
                        .dim(axes, 4, 3, 2, length, length, length, length)
                        .source());
        Path path = folder.resolve("mask.nii.gz");
        byte[] labels = new byte[24];
        labels[7] = 3;

        Nifti.write(path, LabelMap.ofBytes(template.geometry(), labels), template);

        NiftiLabels read = Nifti.readLabels(path);
        RawHeader header = read.header().raw();
        assertThat(IntStream.rangeClosed(0, 7).mapToLong(i -> header.integer(HeaderField.DIM, i)))
                .containsExactly(3L, 4L, 3L, 2L, 1L, 1L, 1L, 1L);
        assertThat(read.labels().get(7)).isEqualTo(3);
        assertThat(read.header().geometry()).isEqualTo(template.geometry());
    }

    @Test
    void changesNoByteOfAHeaderThatAlreadyFits() throws IOException {
        Path path = folder.resolve("a.nii");
        Nifti.write(path, volume());
        NiftiVolume first = Nifti.readVolume(path);
        Path again = folder.resolve("b.nii");
        Nifti.write(again, first.volume(), first.header());

        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(path));
    }

    @Test
    void turnsATemplateOfAPairIntoASingleFile() throws IOException {
        Path pair = folder.resolve("a.hdr");
        Nifti.write(pair, volume());
        Path single = folder.resolve("b.nii");
        Nifti.write(single, volume(), Nifti.readHeader(pair));

        NiftiVolume read = Nifti.readVolume(single);
        assertThat(read.header().isPair()).isFalse();
        assertThat(read.header().voxelOffset()).isEqualTo(352);
        assertThat(read.volume().data()).isEqualTo(volume().data());
    }

    @Test
    void dropsWhatTheTemplatesVoxelsMeant() throws IOException {
        byte[] bytes = NiftiBytes.image(Datatype.UINT8, 4, 3, 2).bytes();
        // intent_code of a t statistic, intent_p1, intent_name, cal_max and description.
        bytes[68] = 3;
        bytes[58] = 1;
        bytes[328] = 't';
        bytes[126] = 1;
        bytes[148] = 'd';
        NiftiHeader template = Nifti.readHeader(NiftiBytes.source(bytes));
        Path path = folder.resolve("a.nii");
        Nifti.write(path, Volume.zeros(template.geometry()), template);

        NiftiHeader header = Nifti.readHeader(path);
        byte[] written = header.toBytes();
        assertThat(new byte[] {written[68], written[58], written[328], written[126]})
                .containsOnly(0);
        assertThat(header.description()).isEqualTo("d");
    }

    @Test
    void refusesATemplateOnAnotherGrid() throws IOException {
        NiftiHeader template =
                Nifti.readHeader(NiftiBytes.image(Datatype.UINT8, 4, 3, 2).source());
        Path path = folder.resolve("a.nii");

        assertThatThrownBy(() -> Nifti.write(path, volume(), template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("template's grid");
        assertThat(filesIn(folder)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 255, UINT8", "0, 256, INT16", "-1, 5, INT16", "0, 32768, INT32", "-32769, 0, INT32"})
    void writesLabelsInTheNarrowestDatatype(int low, int high, Datatype datatype) throws IOException {
        Path path = folder.resolve("mask.nii.gz");
        Nifti.write(path, labels(low, high));

        NiftiLabels read = Nifti.readLabels(path);
        assertThat(read.header().datatype()).isEqualTo(datatype);
        assertThat(read.labels().toIntArray()).isEqualTo(labels(low, high).toIntArray());
    }

    @ParameterizedTest
    @EnumSource(Datatype.class)
    void writesLabelsInTheDatatypeAskedFor(Datatype datatype) throws IOException {
        Path path = folder.resolve("mask.nii");
        Nifti.write(path, labels(1, 2, 127), WriteOptions.defaults().withDatatype(datatype));

        NiftiLabels read = Nifti.readLabels(path);
        assertThat(read.header().datatype()).isEqualTo(datatype);
        assertThat(read.labels().get(2)).isEqualTo(127);
    }

    @ParameterizedTest
    @CsvSource({"UINT8, 256", "INT8, 128", "UINT16, -1", "INT16, 32768", "FLOAT32, 16777217", "UINT64, -1"})
    void refusesDatatypesTooNarrowForTheLabels(Datatype datatype, int label) throws IOException {
        Path path = folder.resolve("mask.nii");

        assertThatThrownBy(() ->
                        Nifti.write(path, labels(label), WriteOptions.defaults().withDatatype(datatype)))
                .isInstanceOf(NiftiException.class)
                .hasMessageStartingWith(path + ": labels from ")
                .hasMessageEndingWith(" as " + datatype);
        assertThat(filesIn(folder)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"UINT8, 255", "INT8, 254", "INT16, 65534", "UINT16, 65535", "INT32, 4294967294", "UINT32, 4294967295"})
    void storesVolumesAsScaledIntegersWithinHalfAStep(Datatype datatype, double steps) throws IOException {
        Path path = folder.resolve("a.nii.gz");
        Volume volume = volume();
        Nifti.write(path, volume, WriteOptions.defaults().withDatatype(datatype));

        NiftiVolume read = Nifti.readVolume(path);
        assertThat(read.header().datatype()).isEqualTo(datatype);
        // Through zero a side may have half the steps; float32 adds its own rounding.
        double halfStep = 2 * 1000 / steps;
        for (int i = 0; i < volume.data().length; i++) {
            assertThat((double) read.volume().data()[i]).isCloseTo(volume.data()[i], within(halfStep + 2e-4));
        }
        if (datatype.min() < 0) {
            assertThat(read.volume().data()[0]).isZero();
        }
    }

    @Test
    void storesWholeNumbersAsTheyAre() throws IOException {
        Path path = folder.resolve("a.nii");
        Volume whole = new Volume(Geometry.axisAligned(3, 1, 1, 1, 1, 1), new float[] {-32768, 5, 32767});
        Nifti.write(path, whole, WriteOptions.defaults().withDatatype(Datatype.INT16));

        NiftiVolume read = Nifti.readVolume(path);
        assertThat(read.header().scaling().isNone()).isTrue();
        assertThat(read.volume().data()).isEqualTo(whole.data());
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "-1e-40, 1e-40", "1e9, 1.0001e9", "-3e38, 3e38", "0, 1e-3"})
    void scalesAnyRangeOfValues(float low, float high) throws IOException {
        Path path = folder.resolve("a.nii");
        Volume volume = new Volume(Geometry.axisAligned(2, 1, 1, 1, 1, 1), new float[] {low, high});
        Nifti.write(path, volume, WriteOptions.defaults().withDatatype(Datatype.INT16));

        float[] read = Nifti.readVolume(path).volume().data();
        double step = ((double) high - low) / 32767 + Math.max(Math.abs(low), Math.abs(high)) * 1e-7 + 1e-38;
        assertThat((double) read[0]).isCloseTo(low, within(step));
        assertThat((double) read[1]).isCloseTo(high, within(step));
    }

    @Test
    void refusesIntegersForVoxelsThatAreNotFinite() throws IOException {
        Path path = folder.resolve("a.nii");
        Volume volume = volume();
        volume.data()[3] = Float.NaN;

        assertThatThrownBy(
                        () -> Nifti.write(path, volume, WriteOptions.defaults().withDatatype(Datatype.INT16)))
                .isInstanceOf(NiftiException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining("NaN");
        assertThatThrownBy(() ->
                        Nifti.write(path, volume(), WriteOptions.defaults().withDatatype(Datatype.INT64)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(filesIn(folder)).isEmpty();
    }

    @Test
    void writesFloat64WhenAsked() throws IOException {
        Path path = folder.resolve("a.nii");
        Nifti.write(path, volume(), WriteOptions.defaults().withDatatype(Datatype.FLOAT64));

        NiftiVolume read = Nifti.readVolume(path);
        assertThat(read.header().datatype()).isEqualTo(Datatype.FLOAT64);
        assertThat(read.volume().data()).isEqualTo(volume().data());
    }

    @Test
    void givesTheSameBytesForTheSameImage() throws IOException {
        Path first = folder.resolve("a.nii.gz");
        Path second = folder.resolve("b.nii.gz");
        Nifti.write(first, volume());
        Nifti.write(second, volume());

        byte[] bytes = Files.readAllBytes(first);
        assertThat(bytes).isEqualTo(Files.readAllBytes(second));
        assertThat(Arrays.copyOfRange(bytes, 4, 8)).as("time").containsOnly(0);
    }

    @Test
    void compressesAsMuchAsAsked() throws IOException {
        Volume ramp = Volume.zeros(Geometry.axisAligned(64, 64, 8, 1, 1, 1));
        for (int i = 0; i < ramp.data().length; i++) {
            ramp.data()[i] = i % 1000 / 7f;
        }
        Path fast = folder.resolve("fast.nii.gz");
        Path small = folder.resolve("small.nii.gz");
        Nifti.write(fast, ramp, WriteOptions.defaults().withCompression(1));
        Nifti.write(small, ramp, WriteOptions.defaults().withCompression(9));

        assertThat(Files.size(small)).isLessThan(Files.size(fast));
        assertThat(Nifti.readVolume(small).volume().data()).isEqualTo(ramp.data());
        assertThatThrownBy(() -> WriteOptions.defaults().withCompression(10))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void replacesAFileOnlyWhenTheNewOneIsComplete() throws IOException {
        Path path = folder.resolve("mask.nii");
        Nifti.write(path, labels(1));
        byte[] before = Files.readAllBytes(path);

        assertThatThrownBy(() -> AtomicFiles.write(path, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage(path + ": cannot be written: No space left on device");
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        assertThat(filesIn(folder)).containsExactly("mask.nii");

        Nifti.write(path, labels(2));
        assertThat(Nifti.readLabels(path).labels().get(0)).isEqualTo(2);
        assertThat(filesIn(folder)).containsExactly("mask.nii");
    }

    @Test
    void leavesNothingBehindWhenAWriterThrows() throws IOException {
        Path path = folder.resolve("mask.nii");

        assertThatThrownBy(() -> AtomicFiles.write(path, out -> {
                    throw new IllegalStateException("fault");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(filesIn(folder)).isEmpty();
    }

    @Test
    void namesTheFileThatCannotBeWritten() throws IOException {
        Path belowAFile = Files.createFile(folder.resolve("file")).resolve("a.nii");
        assertThatThrownBy(() -> Nifti.write(belowAFile, volume()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(belowAFile + ": cannot be written: ");

        Path occupied = Files.createDirectory(folder.resolve("b.nii"));
        Files.createFile(occupied.resolve("inside"));
        assertThatThrownBy(() -> Nifti.write(occupied, volume()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(occupied + ": cannot be written: ");
        assertThat(filesIn(folder)).containsExactlyInAnyOrder("b.nii", "file");
    }

    @Test
    void refusesNamesThatSayNoFormat() {
        assertThatThrownBy(() -> Nifti.write(folder.resolve("a.mha"), volume()))
                .isInstanceOf(NiftiException.class)
                .hasMessageContaining("a.mha")
                .hasMessageContaining(".nii");
    }
}
