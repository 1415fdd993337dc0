package org.substantia.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.segmentation.model.ModelFiles;

/** Images and models that nothing can be made of: one line each that says why, and the right exit status. */
@Tag("slow")
class PredictTrapsTest {
    private static final int HEADER_BYTES = 352;
    private static final Geometry SMALL_HEAD = Geometry.axisAligned(40, 48, 40, 4, 4, 4);

    @TempDir
    Path folder;

    /** In one run: none of them stops the others. */
    @Test
    void imagesThatShowNothingGetOneLineEach() throws IOException {
        Volume head = head();
        image("cm4", squashed(head, 10));
        image("flat", new Volume(Geometry.axisAligned(40, 48, 1, 4, 4, 4), Arrays.copyOf(head.data(), 40 * 48)));
        image("zero", Volume.zeros(SMALL_HEAD));
        image("constant", filled(7));
        image("nan", filled(Float.NaN));
        image("tiny", new Volume(Geometry.axisAligned(3, 3, 3, 1, 1, 1), Arrays.copyOf(head.data(), 27)));
        image("noise", noise());
        image("mask", mask());
        header("overflow", 32767, 32767, 32767);
        header("wraps", 2048, 2048, 1024);
        header("promises", 100, 100, 100);
        header("negative", -5, 10, 10);
        Path text = folder.resolve("cases/text/T1.nii.gz");
        Files.createDirectories(text.getParent());
        Files.writeString(text, "no image, a few words\n");

        CommandRun run = predict();

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertLine(run, "cm4/T1.nii.gz: has 40 x 48 x 4 voxels", "voxels of at most 8 mm are needed");
        assertLine(run, "flat/T1.nii.gz: has 40 x 48 x 1 voxels", "at least 4 slices each way");
        assertLine(run, "zero/T1.nii.gz: every voxel is 0.0");
        assertLine(run, "constant/T1.nii.gz: every voxel is 7.0");
        assertLine(run, "nan/T1.nii.gz: no voxel holds a number");
        assertLine(run, "tiny/T1.nii.gz: has 3 x 3 x 3 voxels", "at least 4 slices each way");
        assertLine(run, "noise: no deep gray matter was found");
        assertLine(run, "mask/T1.nii.gz: holds only 2 different values", "an image of a head is needed");
        assertLine(run, "overflow/T1.nii.gz: the header gives more voxels than can be read");
        assertLine(run, "wraps/T1.nii.gz: the header gives more voxels than can be read");
        assertLine(run, "promises/T1.nii.gz: the header promises 4000000 bytes", "cut off");
        assertLine(run, "negative/T1.nii.gz: the header gives a length of -5 along axis 1");
        assertLine(run, "text/T1.nii.gz: not a NIfTI image");
        assertThat(run.err().lines().filter(line -> line.startsWith("substantia: ")))
                .hasSize(13);
        assertThat(run.err()).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(run.out()).contains("0 of 13 cases segmented");
    }

    /** The challenge counts a missing file against the whole submission. */
    @Test
    void inTheContainerAFailedCaseLeavesItsFilesAllTheSame() throws IOException {
        Path file = folder.resolve("pdcad/inputs/x/QSM.nii.gz");
        Files.createDirectories(file.getParent());
        Nifti.write(file, mask());
        Path outputs = folder.resolve("pdcad/outputs");

        CommandRun run = CommandRun.of("predict", folder.resolve("pdcad/inputs"), outputs);

        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertLine(run, "x/QSM.nii.gz: holds only 2 different values", "an empty QSM_pred.nii.gz", "stand in for it");
        assertThat(Nifti.readLabels(outputs.resolve("x/QSM_pred.nii.gz"))
                        .labels()
                        .counts())
                .isEmpty();
        assertThat(outputs.resolve("x/NM_pred.nii.gz")).exists();
        assertThat(outputs.resolve("x/PD_pred.txt")).hasContent("0");

        CommandRun without = CommandRun.of("predict", folder.resolve("pdcad/inputs"), outputs, "--no-container");

        assertThat(without.status()).isEqualTo(ExitCode.DATA);
        assertThat(without.err()).doesNotContain("stand in for it");
        assertThat(outputs.resolve("x")).doesNotExist();
    }

    /**
     * A synthetic patient of 3 mm voxels, every third slice of whose T1 is lost, and the QSM 15 mm above the nuclei.
     */
    @Test
    void aPatientWithNaNsIsSegmentedAndFlagged() throws IOException {
        Path grid = folder.resolve("grid.nii.gz");
        Nifti.write(grid, Volume.zeros(new Geometry(64, 72, 40, Affine.scaling(-3, 3, 3, 94.5, -106, -60))));
        Path cases = folder.resolve("cases");
        CommandRun.of("synthesize", cases, "--cases", 1, "--seed", 1, "--grid", grid);
        lose(cases.resolve("SYN_0001/T1.nii.gz"), (z, value) -> z % 3 == 0);
        lose(cases.resolve("SYN_0001/QSM.nii.gz"), (z, value) -> z >= 34);

        CommandRun run = predict();

        assertThat(run.status()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("SYN_0001: to be reviewed")
                .contains("T1 has " + 64 * 72 * 14 + " voxels that are NaN or infinite, some of them in or beside")
                // Far from the nuclei they harm nothing.
                .doesNotContain("QSM has ");
        assertThat(Nifti.readLabels(folder.resolve("out/SYN_0001/QSM_pred.nii.gz"))
                        .labels()
                        .counts())
                .hasSize(16);
        assertJudged(folder.resolve("out"), "SYN_0001");
    }

    /** The files beyond label maps. */
    private static void assertJudged(Path out, String id) throws IOException {
        assertThat(Files.readString(out.resolve(id).resolve("PD_pred.txt"))).matches("[01]");
        JsonNode diagnosis = JsonFiles.read(out.resolve(id).resolve("diagnosis.json"));
        assertThat(diagnosis.path("probability").doubleValue()).isBetween(0.0, 1.0);
        assertThat(diagnosis.path("notice").asText()).isEqualTo("research use only");
        assertThat(diagnosis.path("evidence").size()).isPositive();
        JsonNode biomarkers =
                JsonFiles.read(out.resolve(id).resolve("biomarkers.json")).path("biomarkers");
        assertThat(biomarkers.path("SN.qsm.mean").path("unit").asText()).isEqualTo("ppb");
        assertThat(Files.readString(out.resolve(id).resolve("report.html")))
                .contains(id)
                .contains("Research use only")
                .doesNotContain("http://")
                .doesNotContain("https://");
        assertThat(Files.readString(out.resolve("index.html"))).contains(id + "/report.html");
        assertThat(Files.readAllLines(out.resolve("label_predict.csv")))
                .first()
                .isEqualTo("patient_id,prediction,probability");
    }

    /** Whether a voxel of a slice is lost. */
    @FunctionalInterface
    private interface Loss {
        boolean at(int z, float value);
    }

    private static void lose(Path file, Loss loss) throws IOException {
        Volume image = Nifti.readVolume(file).volume();
        Geometry g = image.geometry();
        for (int i = 0; i < image.data().length; i++) {
            if (loss.at(i / (g.nx() * g.ny()), image.data()[i])) {
                image.data()[i] = Float.NaN;
            }
        }
        Nifti.write(file, image);
    }

    static Stream<Arguments> models() {
        return Stream.of(
                // Whatever the bundled plan's version is, a digit before it makes another.
                Arguments.of("of another version", plan("\"version\":", "\"version\":9"), "its plan is of version 9"),
                Arguments.of("without a plan", plan("{", "<"), "its plan cannot be read"),
                Arguments.of("of giants", plan("\"channels\":16", "\"channels\":1000000000"), "at most 1024"),
                Arguments.of("of another plan", plan("\"channels\":96", "\"channels\":80"), "the network needs"),
                Arguments.of("with a tensor turned", tensor(3, 3, 3, 3, 16), "has shape [3, 3, 3, 3, 16]"),
                Arguments.of("with a tensor too large", tensor(32, 3, 3, 3, 3), "should have 5184 bytes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void modelsThatDoNotFitGetOneLine(String what, Consumer<ObjectNode> damage, String said) throws IOException {
        byte[] model = builtIn();
        int length = Math.toIntExact(
                ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).getLong());
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode header = (ObjectNode) mapper.readTree(model, 8, length);
        damage.accept(header);
        byte[] text = mapper.writeValueAsBytes(header);
        ByteBuffer damaged = ByteBuffer.allocate(8 + text.length + model.length - 8 - length);
        damaged.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
        damaged.put(model, 8 + length, model.length - 8 - length);
        assertRefused(damaged.array(), said);
    }

    @Test
    void aModelCutShortGetsOneLine() throws IOException {
        byte[] model = builtIn();
        assertRefused(Arrays.copyOf(model, model.length / 2), "is cut short: expected " + model.length + " bytes");
    }

    @Test
    void aModelWithWeightsThatAreNoNumbersGetsOneLine() throws IOException {
        byte[] model = builtIn();
        Arrays.fill(model, model.length - 1000, model.length, (byte) 0xff);
        assertRefused(model, "holds numbers that are not finite");
    }

    @Test
    void aTextAsModelGetsOneLine() throws IOException {
        assertRefused("These words are no model.\n".getBytes(StandardCharsets.UTF_8), "is not a safetensors file");
    }

    private void assertRefused(byte[] model, String said) throws IOException {
        image("patient", head());
        Path file = folder.resolve("model.safetensors");
        Files.write(file, model);
        CommandRun run = CommandRun.of("predict", folder.resolve("cases"), folder.resolve("out"), "--model", file);
        assertThat(run.status()).isEqualTo(ExitCode.DATA);
        assertThat(run.err().strip())
                .startsWith("substantia: " + file)
                .contains(said)
                .doesNotContain("\n");
    }

    private static void assertLine(CommandRun run, String... parts) {
        assertThat(run.err().lines())
                .as(run.err())
                .anySatisfy(line -> assertThat(line).startsWith("substantia: ").contains(parts));
    }

    private CommandRun predict() {
        return CommandRun.of("predict", folder.resolve("cases"), folder.resolve("out"));
    }

    private void image(String id, Volume volume) throws IOException {
        Path file = folder.resolve("cases").resolve(id).resolve("T1.nii.gz");
        Files.createDirectories(file.getParent());
        Nifti.write(file, volume);
    }

    /** An image whose header gives another size than it has. */
    private void header(String id, int nx, int ny, int nz) throws IOException {
        Path file = folder.resolve("small.nii");
        Nifti.write(file, Volume.zeros(Geometry.axisAligned(4, 4, 4, 1, 1, 1)));
        byte[] bytes = Arrays.copyOf(Files.readAllBytes(file), HEADER_BYTES + 1000);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort(42, (short) nx).putShort(44, (short) ny).putShort(46, (short) nz);
        Path image = folder.resolve("cases").resolve(id).resolve("T1.nii.gz");
        Files.createDirectories(image.getParent());
        Files.write(image, bytes);
    }

    /** A bright ball with a dark core in the air: enough to look at, not a brain. */
    private static Volume head() {
        Volume volume = Volume.zeros(SMALL_HEAD);
        Geometry g = SMALL_HEAD;
        for (int i = 0; i < volume.data().length; i++) {
            double x = i % g.nx() - 19.5;
            double y = i / g.nx() % g.ny() - 23.5;
            int slice = i / (g.nx() * g.ny());
            double z = slice - 19.5;
            double r = Math.sqrt(x * x + y * y * 0.7 + z * z);
            volume.data()[i] = r < 4 ? 300 : r < 8 ? 600 : r < 17 ? 1000 + i % 50 : r < 18 ? 500 : 0;
        }
        return volume;
    }

    private static Volume filled(float value) {
        Volume volume = Volume.zeros(SMALL_HEAD);
        Arrays.fill(volume.data(), value);
        return volume;
    }

    private static Volume mask() {
        Volume volume = head();
        for (int i = 0; i < volume.data().length; i++) {
            volume.data()[i] = Math.signum(volume.data()[i]);
        }
        return volume;
    }

    private static Volume noise() {
        Volume volume = Volume.zeros(SMALL_HEAD);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < volume.data().length; i++) {
            volume.data()[i] = 50 + 100 * (float) random.nextDouble();
        }
        return volume;
    }

    /** Every so manieth slice, so many times as thick. */
    private static Volume squashed(Volume volume, int factor) {
        Geometry g = volume.geometry();
        int nz = g.nz() / factor;
        float[] values = new float[g.nx() * g.ny() * nz];
        for (int z = 0; z < nz; z++) {
            System.arraycopy(volume.data(), z * factor * g.nx() * g.ny(), values, z * g.nx() * g.ny(), g.nx() * g.ny());
        }
        return new Volume(new Geometry(g.nx(), g.ny(), nz, g.affine().compose(Affine.scaling(1, 1, factor))), values);
    }

    private static byte[] builtIn() throws IOException {
        try (InputStream in = ModelFiles.class.getResourceAsStream("/org/substantia/weights/dgm.safetensors.gz")) {
            return new GZIPInputStream(in).readAllBytes();
        }
    }

    private static Consumer<ObjectNode> plan(String part, String instead) {
        return header -> {
            ObjectNode metadata = (ObjectNode) header.get("__metadata__");
            String plan = metadata.get("substantia.plan").textValue();
            assertThat(plan).contains(part);
            metadata.put("substantia.plan", plan.replaceFirst(Pattern.quote(part), instead));
        };
    }

    private static Consumer<ObjectNode> tensor(int... lengths) {
        return header -> {
            ArrayNode shape = ((ObjectNode) header.get("localizer.stem.weight")).putArray("shape");
            Arrays.stream(lengths).forEach(shape::add);
        };
    }
}
