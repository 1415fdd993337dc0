package org.substantia.cli.adaptation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.substantia.base.json.JsonFiles;
import org.substantia.cli.CommandRun;
import org.substantia.cli.console.ExitCode;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;

class AdaptCommandTest {
    private static final Geometry GRID = new Geometry(20, 15, 8, Affine.scaling(-4, 4, 4, 40, -30, -16));

    @TempDir
    Path folder;

    /** Persons of whom nothing but the susceptibility of two blocks, right and left nigra, is known. */
    private Path cohort(int cases) throws IOException {
        Path root = folder.resolve("cohort");
        StringBuilder labels = new StringBuilder("patient_id,label,age,sex\n");
        Random random = new Random(7);
        for (int k = 1; k <= cases; k++) {
            int label = k % 2;
            String id = String.format(Locale.ROOT, "P%03d", k);
            labels.append(id).append(',').append(label).append(',').append(50 + k % 20);
            labels.append(k % 3 == 0 ? ",M\n" : ",F\n");
            double iron = 130 + 25 * label + 12 * random.nextGaussian();
            byte[] mask = new byte[GRID.voxelCount()];
            Volume qsm = Volume.zeros(GRID);
            for (int i = 0; i < mask.length; i++) {
                boolean deep = GRID.y(i) >= 3 && GRID.y(i) < 9 && GRID.z(i) >= 2 && GRID.z(i) < 6;
                boolean nigra = deep && (GRID.x(i) < 6 || GRID.x(i) >= 14);
                mask[i] = (byte) (!nigra ? 0 : GRID.x(i) < 6 ? 11 : 12);
                qsm.data()[i] = (float) ((nigra ? iron : 5) + 3 * random.nextGaussian());
            }
            Path patient = Files.createDirectories(root.resolve(id));
            Nifti.write(patient.resolve("QSM.nii.gz"), qsm);
            Nifti.write(patient.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(GRID, mask));
        }
        Files.writeString(root.resolve("labels.csv"), labels);
        // Says who is in it twice, so that nothing is searched.
        Files.writeString(folder.resolve("same.json"), "{\"keepTogether\": [[\"P001\", \"P003\"]]}");
        return root;
    }

    private CommandRun adapt(String options) {
        List<Object> line = new ArrayList<>(List.of("adapt"));
        line.addAll(List.of(options.split(" +")));
        line.addAll(List.of("--out", folder.resolve("curve")));
        return CommandRun.of(line.toArray());
    }

    private String diagnosis(Path cohort) {
        return "--cohort " + cohort + " --track diagnosis --keep-together " + folder.resolve("same.json")
                + " --folds 3 --seeds 2 --threads 2";
    }

    @Test
    @Tag("slow")
    void drawsTheCurvesOfADiagnosisAndResumesThem() throws Exception {
        String command = diagnosis(cohort(37)) + " --methods biomarkers,biomarkers-adapted,shipped --amounts 8,20";
        CommandRun run = adapt(command);

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("the same subject, of which only the first case takes part: P001, P003");
        assertThat(run.out()).containsPattern("(?m)^biomarkers-adapted +20 +0\\.\\d{3}");
        JsonNode json = JsonFiles.read(folder.resolve("curve/adaptation.json"));
        assertThat(json.path("cases").asInt()).isEqualTo(36);
        assertThat(json.path("control").asText()).isEqualTo("biomarkers");
        assertThat(auroc(json, "biomarkers", 20)).isGreaterThan(0.8);
        assertThat(json.path("turns")).hasSize(6);
        List<Path> files = List.of(
                folder.resolve("curve/adaptation.json"),
                folder.resolve("curve/adaptation.csv"),
                folder.resolve("curve/index.html"));
        List<String> before = new ArrayList<>();
        for (Path file : files) {
            before.add(Files.readString(file));
        }

        CommandRun again = adapt(command + " --resume");

        assertThat(again.status()).as(again.err()).isZero();
        for (int i = 0; i < files.size(); i++) {
            assertThat(files.get(i)).hasContent(before.get(i));
        }
        assertThat(adapt(command).status()).isEqualTo(ExitCode.USAGE);
        CommandRun tooMany = adapt(command + ",25 --resume");
        assertThat(tooMany.status()).isEqualTo(ExitCode.DATA);
        assertThat(tooMany.err()).contains("amounts go up to 25, but beside a fold of 3 only 24 cases are left");
    }

    private static double auroc(JsonNode json, String method, int amount) {
        for (JsonNode point : json.path("points")) {
            if (point.path("metric").asText().equals("auroc")
                    && point.path("method").asText().equals(method)
                    && point.path("amount").asInt() == amount) {
                return point.path("mean").asDouble();
            }
        }
        throw new AssertionError("no AUROC of " + method + " at " + amount);
    }

    /** Nothing is measured or trained, so each of them ends at once. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --track diagnosis --methods nothing                  | 'nothing' is none of shipped, biomarkers
                    --track diagnosis --methods biomarkers,biomarkers    | takes each method once
                    --track diagnosis --folds 1                          | at least 2 folds are needed, not 1
                    --track diagnosis --seeds 0                          | --seeds must be at least 1, not 0
                    --track diagnosis --amounts 0,5                      | amounts are whole numbers of at least 1
                    --track diagnosis --masks predicted                  | --masks predicted needs --predictions
                    --track diagnosis --methods shipped,lora             | 'lora' needs --encoder
                    --track diagnosis --encoder e --methods last-0       | 'last-0' is none of shipped, biomarkers
                    --track diagnosis --image-size 0                     | --image-size must be at least 1, not 0
                    --track diagnosis --max-epochs -1                    | --max-epochs must be at least 0, not -1
                    --track diagnosis --predictions p                    | --predictions is for --masks predicted
                    --track diagnosis --mask-nuclei                      | need a method that adapts an encoder
                    --track diagnosis --image-size 112                   | need a method that adapts an encoder
                    --track diagnosis --encoder e --methods shipped      | --encoder is used by none of --methods
                    --track diagnosis --steps 5                          | --steps and --learning-rate are for the seg
                    --track diagnosis --learning-rate 3                  | --steps and --learning-rate are for the seg
                    --track segmentation --predictions p                 | --predictions is for --masks predicted
                    --track segmentation --max-epochs 3                  | need a method that adapts an encoder
                    --track segmentation --methods meshnet               | 'meshnet' needs --encoder
                    --track segmentation --methods fine-tuned-encoder    | 'fine-tuned-encoder' needs --encoder
                    --track segmentation --encoder built-in --methods meshnet | scratch, fine-tuned-encoder
                    --track segmentation --masks predicted --predictions p | a segmentation learns from true masks
                    --track segmentation --steps 0                       | --steps must be at least 1, not 0
                    --track segmentation --learning-rate 0               | --learning-rate must be above 0, not 0.0
                    --track segmentation --learning-rate Infinity        | --learning-rate must be above 0, not Infinity
                    """)
    void saysWhatIsWrongWithTheOptions(String options, String message) {
        CommandRun run = adapt("--cohort c " + options);

        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message);
        assertThat(folder.resolve("curve")).doesNotExist();
    }
}
