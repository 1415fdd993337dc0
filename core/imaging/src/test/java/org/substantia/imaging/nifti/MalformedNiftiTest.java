package org.substantia.imaging.nifti;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.substantia.base.io.ByteSource;

/**
 * Thousands of damaged images. Each must read, or fail with {@link NiftiException}, and take no more memory than twice
 * what its true content needs.
 */
class MalformedNiftiTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Buffers that every reading takes, however small the image. */
    private static final long FIXED_MEMORY = 1 << 20;

    private static final int[] FIELDS_1 = {
        0, 1, 4, 14, 32, 36, 38, 39, 40, 42, 44, 46, 48, 50, 52, 54, 56, 60, 64, 68, 70, 72, 74, 76, 80, 84, 88, 92, 96,
        100, 104, 108, 112, 116, 120, 122, 123, 124, 128, 132, 136, 140, 144, 148, 228, 252, 254, 256, 260, 264, 268,
        272, 276, 280, 296, 312, 328, 344, 347, 348, 352
    };
    private static final int[] FIELDS_2 = {
        0, 1, 4, 8, 12, 14, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128, 136, 144, 152, 160, 168,
        176, 184, 192, 200, 208, 216, 224, 232, 240, 320, 344, 348, 352, 360, 368, 376, 384, 392, 400, 432, 464, 496,
        500, 504, 508, 524, 525, 539, 540, 544
    };

    /** What became of the images tried. */
    private int read;

    private int refused;

    @BeforeAll
    static void loadEveryClassBeforeMemoryIsCounted() {
        SplittableRandom random = new SplittableRandom(1);
        MalformedNiftiTest warmUp = new MalformedNiftiTest();
        for (Datatype datatype : Datatype.values()) {
            byte[] image =
                    noise(1, ByteOrder.BIG_ENDIAN, datatype, 40, 40, 20, random).bytes();
            for (byte[] stored : List.of(image, NiftiBytes.gzip(image), Arrays.copyOf(image, 5000))) {
                warmUp.attempt(NiftiBytes.source(stored));
                warmUp.attempt(NiftiBytes.sourceOfUnknownSize(stored));
            }
        }
    }

    private static NiftiBytes noise(
            int version, ByteOrder order, Datatype datatype, int nx, int ny, int nz, SplittableRandom random) {
        return NiftiBytes.image(version, order, datatype, nx, ny, nz).voxels(voxels -> {
            while (voxels.remaining() >= 2) {
                voxels.putShort((short) random.nextInt(200));
            }
        });
    }

    /** The images that get damaged: both versions and orders, three datatypes. */
    private static List<byte[]> soundImages() {
        SplittableRandom random = new SplittableRandom(20261123);
        List<byte[]> images = new ArrayList<>();
        for (int version = 1; version <= 2; version++) {
            for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                for (Datatype datatype : List.of(Datatype.UINT8, Datatype.INT16, Datatype.FLOAT32)) {
                    images.add(noise(version, order, datatype, 8, 6, 5, random)
                            .scaling(datatype == Datatype.INT16 ? 0.5 : 0, 0)
                            .codes(1, 1)
                            .sform(-1, 0, 0, 4, 0, 1, 0, 5, 0, 0, 2, 6)
                            .bytes());
                }
            }
        }
        return images;
    }

    /** How much content the stored bytes truly hold, as far as it is sound. */
    private static long contentBytes(byte[] stored) {
        if (stored.length < 18 || stored[0] != 0x1f || stored[1] != (byte) 0x8b) {
            return stored.length;
        }
        Inflater inflater = new Inflater(true);
        inflater.setInput(stored, 10, stored.length - 10);
        byte[] scratch = new byte[1 << 16];
        try {
            while (inflater.inflate(scratch) > 0) {
                // Only the count matters.
            }
        } catch (DataFormatException e) {
            // Sound up to here.
        }
        long bytes = inflater.getBytesWritten();
        inflater.end();
        return Math.max(bytes, stored.length);
    }

    private void check(byte[] stored) {
        // The widest that content can become: a byte as a float32.
        long most = 2 * 4 * contentBytes(stored) + FIXED_MEMORY;
        for (ByteSource source : List.of(NiftiBytes.source(stored), NiftiBytes.sourceOfUnknownSize(stored))) {
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            attempt(source);
            long taken = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            // Three readings.
            assertThat(taken).isLessThan(3 * most);
        }
    }

    private void attempt(ByteSource source) {
        int failures = 0;
        failures += fails(() -> Nifti.readHeader(source));
        failures += fails(() -> Nifti.readVolume(source));
        failures += fails(() -> Nifti.readLabels(source));
        if (failures == 0) {
            read++;
        } else {
            refused++;
        }
    }

    @FunctionalInterface
    private interface Reading {
        Object read() throws NiftiException;
    }

    /** Any other exception goes through and fails the test. */
    private static int fails(Reading reading) {
        try {
            assertThat(reading.read()).isNotNull();
            return 0;
        } catch (NiftiException e) {
            if (!e.getMessage().startsWith("scan.nii: ") || e.getMessage().indexOf('\n') >= 0) {
                throw new AssertionError("a message that helps nobody: " + e.getMessage(), e);
            }
            return 1;
        }
    }

    @Test
    void survivesTruncationAtEveryHeaderFieldAndInTheVoxels() {
        for (byte[] image : soundImages()) {
            int[] fields = image[0] == 92 || image[3] == 92 ? FIELDS_1 : FIELDS_2;
            for (int end : fields) {
                check(Arrays.copyOf(image, end));
                check(NiftiBytes.gzip(Arrays.copyOf(image, end)));
            }
            for (int end = fields[fields.length - 1]; end < image.length; end += 97) {
                check(Arrays.copyOf(image, end));
                check(NiftiBytes.gzip(Arrays.copyOf(image, end)));
            }
        }
        assertThat(read).isZero();
        assertThat(refused).isGreaterThan(2000);
    }

    @Test
    void survivesTruncationOfTheGzipDataAtEveryByte() {
        for (byte[] image : soundImages().subList(0, 3)) {
            byte[] stored = NiftiBytes.gzip(image);
            for (int end = 0; end < stored.length; end += end < 40 || end > stored.length - 12 ? 1 : 7) {
                check(Arrays.copyOf(stored, end));
            }
        }
        assertThat(read).isZero();
        assertThat(refused).isGreaterThan(100);
    }

    @Test
    void survivesEverySingleFlippedBitOfTheHeader() {
        for (byte[] image : List.of(soundImages().get(1), soundImages().get(9))) {
            int end = image[0] == 92 || image[3] == 92 ? 352 : 544;
            for (int bit = 0; bit < end * 8; bit++) {
                byte[] damaged = image.clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                check(damaged);
            }
        }
        assertThat(read).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(100);
    }

    @Test
    void survivesFlippedBitsOfTheGzipData() {
        for (byte[] image : soundImages().subList(0, 3)) {
            byte[] stored = NiftiBytes.gzip(image);
            for (int bit = 0; bit < stored.length * 8; bit += bit < 200 ? 1 : 5) {
                byte[] damaged = stored.clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                check(damaged);
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void survivesRandomFieldValues() {
        SplittableRandom random = new SplittableRandom(42);
        long[] odd = {
            0,
            1,
            -1,
            2,
            7,
            8,
            127,
            128,
            255,
            256,
            32_767,
            -32_768,
            65_535,
            1L << 31,
            (1L << 31) - 1,
            1L << 32,
            -(1L << 31),
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1L << 53
        };
        for (int i = 0; i < 1500; i++) {
            int version = 1 + random.nextInt(2);
            Datatype[] types = Datatype.values();
            NiftiBytes image = noise(
                    version,
                    random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN,
                    types[random.nextInt(types.length)],
                    8,
                    6,
                    5,
                    random);
            if (random.nextBoolean()) {
                long[] dim = new long[8];
                Arrays.fill(dim, 1);
                dim[0] = random.nextInt(10) == 0 ? odd[random.nextInt(odd.length)] : 1 + random.nextInt(7);
                for (int axis = 1; axis <= 3; axis++) {
                    dim[axis] = random.nextBoolean() ? 1 + random.nextInt(2000) : odd[random.nextInt(odd.length)];
                }
                image.dim(dim);
            }
            if (random.nextInt(3) == 0) {
                image.datatype(random.nextBoolean() ? random.nextInt() : 1 << random.nextInt(12));
            }
            if (random.nextInt(3) == 0) {
                image.bitpix(random.nextInt());
            }
            if (random.nextInt(3) == 0) {
                image.voxelOffset(
                        random.nextBoolean() ? random.nextInt(4000) : (double) odd[random.nextInt(odd.length)]);
            }
            if (random.nextInt(3) == 0) {
                image.scaling(Double.longBitsToDouble(random.nextLong()), random.nextDouble());
            }
            check(random.nextBoolean() ? image.bytes() : image.gzipped());
        }
        assertThat(read).isPositive();
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void survivesBytesThatMeanNothing() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 300; i++) {
            byte[] stored = new byte[random.nextInt(2000)];
            random.nextBytes(stored);
            if (stored.length > 3 && i % 2 == 0) {
                stored[0] = 0x1f;
                stored[1] = (byte) 0x8b;
                stored[2] = 8;
                stored[3] &= 0x1f;
            }
            check(stored);
        }
        assertThat(refused).isEqualTo(600);
    }

    /** With so much content, memory that the header promises and the content lacks would show. */
    @Test
    void setsNoMemoryAsideForWhatIsNotThere() {
        SplittableRandom random = new SplittableRandom(11);
        for (Datatype datatype : List.of(Datatype.UINT8, Datatype.INT16, Datatype.FLOAT64)) {
            for (boolean noisy : new boolean[] {true, false}) {
                NiftiBytes image = noisy
                        ? noise(1, ByteOrder.LITTLE_ENDIAN, datatype, 100, 100, 50, random)
                        : NiftiBytes.image(datatype, 100, 100, 50);
                byte[] voxels = image.voxelBytes();
                byte[] gzipped = NiftiBytes.gzip(voxels);
                byte[] cut = Arrays.copyOf(gzipped, gzipped.length / 2);
                for (int factor : new int[] {1, 3, 60}) {
                    image.dim(3, 100, 100, 50L * factor);
                    byte[] header = NiftiBytes.gzip(image.headerBytes());
                    checkMemory(image.bytes(), voxels.length, datatype);
                    checkMemory(NiftiBytes.concat(header, gzipped), voxels.length, datatype);
                    checkMemory(NiftiBytes.concat(header, cut), contentBytes(cut), datatype);
                }
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isPositive();
    }

    /** Each way of reading alone, against what it needs for the voxels that are there. */
    private void checkMemory(byte[] stored, long voxelBytes, Datatype datatype) {
        long voxels = voxelBytes / datatype.bytes();
        for (ByteSource source : List.of(NiftiBytes.source(stored), NiftiBytes.sourceOfUnknownSize(stored))) {
            assertThat(memoryOf(() -> Nifti.readHeader(source))).isLessThan(FIXED_MEMORY);
            assertThat(memoryOf(() -> Nifti.readVolume(source, NonFinite.KEEP)))
                    .isLessThan(2 * 4 * voxels + FIXED_MEMORY);
            assertThat(memoryOf(() -> Nifti.readLabels(source))).isLessThan(2 * 2 * voxels + FIXED_MEMORY);
        }
    }

    private long memoryOf(Reading reading) {
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        if (fails(reading) == 0) {
            read++;
        } else {
            refused++;
        }
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }
}
