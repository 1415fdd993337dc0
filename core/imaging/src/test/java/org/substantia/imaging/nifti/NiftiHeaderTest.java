package org.substantia.imaging.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;

class NiftiHeaderTest {
    private static final double[] SFORM = {-1, 0, 0, 10, 0, 2, 0, 20, 0, 0, 3, 30};

    private static NiftiBytes image() {
        return NiftiBytes.image(Datatype.UINT8, 4, 3, 2);
    }

    private static NiftiHeader read(NiftiBytes image) throws NiftiException {
        return Nifti.readHeader(image.source());
    }

    private static void refuses(NiftiBytes image, String... words) {
        assertThatThrownBy(() -> Nifti.readVolume(image.source()))
                .isInstanceOf(NiftiException.class)
                .hasMessageStartingWith("scan.nii: ")
                .hasMessageNotContaining("\n")
                .hasMessageContainingAll(words);
    }

    @Test
    void tellsWhatTheFileSays() throws NiftiException {
        NiftiHeader header = read(NiftiBytes.image(2, ByteOrder.BIG_ENDIAN, Datatype.INT16, 4, 3, 2)
                .scaling(0.5, -3)
                .codes(2, 4)
                .sform(SFORM));

        assertThat(header.version()).isEqualTo(2);
        assertThat(header.byteOrder()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(header.datatype()).isEqualTo(Datatype.INT16);
        assertThat(header.scaling()).isEqualTo(new Scaling(0.5, -3));
        assertThat(header.geometry()).isEqualTo(new Geometry(4, 3, 2, Affine.of(SFORM)));
        assertThat(header.qformCode()).isEqualTo(2);
        assertThat(header.sformCode()).isEqualTo(4);
        assertThat(header.isPair()).isFalse();
        assertThat(header.voxelOffset()).isEqualTo(544);
        assertThat(header.toBytes()).hasSize(540);
        assertThat(header).hasToString("NIfTI-2 INT16, 4 x 3 x 2 voxels of 1.000 x 2.000 x 3.000 mm");
    }

    @Test
    void prefersTheSformToTheQform() throws NiftiException {
        NiftiHeader header = read(image().codes(1, 1).sform(SFORM));

        assertThat(header.orientationMethod()).isEqualTo(OrientationMethod.SFORM);
        assertThat(header.affine()).isEqualTo(Affine.of(SFORM));
    }

    @Test
    void usesTheQformWhenTheSformHasNoCode() throws NiftiException {
        NiftiHeader header = read(image().codes(1, 0).sform(SFORM).quaternion(0, 0, 1, 5, 6, 7));

        assertThat(header.orientationMethod()).isEqualTo(OrientationMethod.QFORM);
        assertThat(header.affine().toArray()).containsExactly(-0.5, 0, 0, 5, 0, -0.75, 0, 6, 0, 0, 2, 7);
    }

    @Test
    void turnsTheThirdAxisOfANegativeQfac() throws NiftiException {
        NiftiHeader header = read(image().codes(1, 0).pixdim(-1, 0.5, 0.75, 2).quaternion(0, 1, 0, 0, 0, 0));

        assertThat(header.affine()).isEqualTo(Affine.scaling(-0.5, 0.75, 2));
    }

    @Test
    void usesTheVoxelSizesWhenThereIsNeither() throws NiftiException {
        NiftiHeader header = read(image().sform(SFORM).quaternion(0, 0, 1, 5, 6, 7));

        assertThat(header.orientationMethod()).isEqualTo(OrientationMethod.PIXDIM);
        assertThat(header.affine()).isEqualTo(Affine.scaling(0.5, 0.75, 2));
    }

    @Test
    void passesOverASingularSform() throws NiftiException {
        double[] flat = {1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 2 + 1e-7, 0};

        assertThat(read(image().codes(1, 1).sform(flat)).orientationMethod()).isEqualTo(OrientationMethod.QFORM);
        assertThat(read(image().codes(0, 1).sform(flat)).orientationMethod()).isEqualTo(OrientationMethod.PIXDIM);
        assertThat(read(image().codes(0, 1).sform(new double[12])).orientationMethod())
                .isEqualTo(OrientationMethod.PIXDIM);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void passesOverFormsThatAreNotFinite(double bad) throws NiftiException {
        double[] sform = SFORM.clone();
        sform[3] = bad;

        assertThat(read(image().codes(1, 1).sform(sform).quaternion(0, 0, 0, bad, 0, 0))
                        .orientationMethod())
                .isEqualTo(OrientationMethod.PIXDIM);
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, -1e30, Double.NaN})
    void passesOverAQuaternionThatIsNoRotation(double b) throws NiftiException {
        assertThat(read(image().codes(1, 0).quaternion(b, 0, 0, 0, 0, 0)).orientationMethod())
                .isEqualTo(OrientationMethod.PIXDIM);
    }

    @Test
    void bringsAQuaternionLongerThanOneByRoundingToLengthOne() throws NiftiException {
        double third = Math.sqrt(1 / 3.0) + 1e-6;
        Affine affine = read(image().codes(1, 0).pixdim(1, 1, 1, 1).quaternion(third, third, third, 0, 0, 0))
                .affine();

        assertThat(affine.columnNorm(0)).isCloseTo(1, within(1e-6));
        assertThat(affine.determinant()).isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "2, 1", "1, 1000", "3, 0.001", "10, 1", "11, 0.001", "7, 1"})
    void countsInMillimeters(int units, double factor) throws NiftiException {
        for (int version = 1; version <= 2; version++) {
            NiftiHeader header = read(NiftiBytes.image(version, ByteOrder.LITTLE_ENDIAN, Datatype.UINT8, 4, 3, 2)
                    .units(units));
            assertThat(header.geometry().spacing(1)).isCloseTo(0.75 * factor, within(1e-12));
            NiftiHeader placed = read(image().units(units).codes(0, 1).sform(SFORM));
            assertThat(placed.affine().get(2, 3)).isCloseTo(30 * factor, within(1e-12));
            NiftiHeader turned = read(image().units(units).codes(1, 0).quaternion(0, 0, 0, 1, 2, 3));
            assertThat(turned.affine().get(1, 3)).isCloseTo(2 * factor, within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-3, 3", "NaN, 1", "Infinity, 1"})
    void takesAVoxelSizeThatIsNoneAsOne(double size, double spacing) throws NiftiException {
        assertThat(read(image().pixdim(1, size, 1, 1)).geometry().spacing(0)).isEqualTo(spacing);
    }

    @Test
    void acceptsFewerAndUnusedDimensions() throws NiftiException {
        assertThat(read(image().dim(2, 4, 6, 99)).geometry().nz()).isEqualTo(1);
        assertThat(read(image().dim(1, 24, 99, 99)).geometry().voxelCount()).isEqualTo(24);
        assertThat(read(image().dim(5, 4, 3, 2, 1, 1)).geometry().voxelCount()).isEqualTo(24);
        assertThat(read(image().dim(4, 4, 3, 2, 0)).geometry().voxelCount()).isEqualTo(24);
    }

    @Test
    void refusesSeriesOfImages() {
        refuses(image().dim(4, 4, 3, 1, 2), "2 images along axis 4", "take one out");
        refuses(image().dim(5, 4, 3, 1, 1, 2), "2 images along axis 5");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 8, 768})
    void refusesDimensionCountsOutOfRange(int count) {
        refuses(image().dim(count), count + " dimensions");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Short.MIN_VALUE})
    void refusesLengthsBelowOne(int length) {
        refuses(image().dim(3, 4, length, 2), "a length of " + length + " along axis 2");
    }

    @Test
    void refusesSizesThatOverflow() {
        refuses(image().dim(3, 32767, 32767, 3), "more voxels than can be read", "32767 x 32767 x 3");
        NiftiBytes huge = NiftiBytes.image(2, ByteOrder.LITTLE_ENDIAN, Datatype.UINT8, 4, 3, 2);
        // The product of these is 0 in 64 bits.
        refuses(huge.dim(3, 1L << 32, 1L << 32, 1), "more voxels than can be read");
        refuses(huge.dim(3, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE), "more voxels than can be read");
    }

    @ParameterizedTest
    @CsvSource({
        "128, RGB",
        "2304, RGBA",
        "32, complex",
        "1792, complex",
        "2048, complex",
        "1536, 128-bit",
        "1, one bit",
        "0, unknown",
        "-5, unknown"
    })
    void refusesDatatypesThatAreNoRealNumbers(int code, String word) {
        refuses(image().datatype(code), word, "datatype " + code);
    }

    @Test
    void ignoresBitpixSinceTheDatatypeSaysTheSame() throws NiftiException {
        assertThat(read(image().bitpix(77)).datatype()).isEqualTo(Datatype.UINT8);
    }

    @Test
    void refusesAnalyzeHeaders() {
        refuses(image().magic("\0\0\0\0"), "ANALYZE");
    }

    @Test
    void refusesHeadersDamagedByTransferAsText() {
        NiftiBytes image = NiftiBytes.image(2, ByteOrder.LITTLE_ENDIAN, Datatype.UINT8, 4, 3, 2);
        refuses(image.magic("n+2\0\n\n\u001a\n"), "transfer as text");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.NEGATIVE_INFINITY, 352.5, 1e30})
    void refusesVoxelOffsetsThatAreNoPlace(double offset) {
        refuses(image().voxelOffset(offset), "puts the voxels at byte");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 100, 348, 352})
    void takesVoxelOffsetsWithinTheHeaderAsItsEnd(double offset) throws NiftiException {
        assertThat(read(image().voxelOffset(offset)).voxelOffset()).isEqualTo(352);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "NaN, NaN", "NaN, 5", "Infinity, 1", "1, 0"})
    void doesNotScaleWithASlopeThatIsNone(double slope, double intercept) throws NiftiException {
        assertThat(read(image().scaling(slope, intercept)).scaling().isNone()).isTrue();
    }

    @Test
    void takesAnInterceptThatIsNotFiniteAsZero() throws NiftiException {
        assertThat(read(image().scaling(2, Double.NaN)).scaling()).isEqualTo(new Scaling(2, 0));
    }

    @Test
    void refusesScalingsThatAreNone() {
        assertThatThrownBy(() -> new Scaling(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Scaling(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesWhatIsNoImageAtAll() {
        assertThatThrownBy(() -> Nifti.readHeader(NiftiBytes.source(new byte[0])))
                .isInstanceOf(NiftiException.class)
                .hasMessage("scan.nii: the file is empty");
        assertThatThrownBy(() -> Nifti.readHeader(NiftiBytes.source(new byte[] {1, 2, 3})))
                .isInstanceOf(NiftiException.class)
                .hasMessage("scan.nii: the file ends after 3 bytes");
        assertThatThrownBy(() -> Nifti.readHeader(
                        NiftiBytes.source("BZh91AY&SY".getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
                .isInstanceOf(NiftiException.class)
                .hasMessage("scan.nii: not a NIfTI image; it begins with the bytes 42 5a 68 39");
    }

    @Test
    void namesFilesThatCannotBeRead(@org.junit.jupiter.api.io.TempDir Path folder) {
        Path missing = folder.resolve("T1.nii.gz");
        assertThatThrownBy(() -> Nifti.readVolume(missing))
                .isInstanceOf(NiftiException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> Nifti.readHeader(folder))
                .isInstanceOf(NiftiException.class)
                .hasMessageStartingWith(folder + ": cannot be read");
    }
}
