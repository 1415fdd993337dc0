package org.substantia.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.AnalysisOptions;
import org.substantia.pipeline.PatientAnalyzer;
import org.substantia.pipeline.batch.BatchAnalysis;
import org.substantia.pipeline.batch.BatchFiles;
import org.substantia.pipeline.output.AnalysisWriter;
import org.substantia.synthesis.anatomy.AnatomyBank;
import org.substantia.synthesis.generation.CohortRecipe;
import org.substantia.synthesis.generation.CohortWriter;
import org.substantia.synthesis.image.protocol.AcquisitionDomain;
import org.substantia.synthesis.population.Confounding;
import org.substantia.synthesis.population.PopulationModel;

/** Analyses on Spark are those of one process, byte for byte but for times, also when an executor is killed. */
@Tag("slow")
class ClusterPredictionTest {
    private static final Geometry NUCLEI =
            new Geometry(140, 170, 66, Affine.scaling(2 / 3.0, 2 / 3.0, 2, -140 / 3.0, -170 / 3.0, -66));

    @TempDir
    Path folder;

    @Test
    void aKilledExecutorChangesNothingAndTheSameCommandAgainMakesNothing() throws Exception {
        Path cases = synthesize(2);
        Path spark = folder.resolve("spark-out");
        String[] command = {
            "predict",
            cases.toString(),
            spark.toString(),
            "--master",
            "local-cluster[1,1,1600]",
            "--partitions",
            "1",
            "--no-parquet"
        };
        Driver driver = Driver.start(folder, "1500m", command);
        driver.killAnExecutorOnce(() -> isDone(spark.resolve("SYN_0001")) || isDone(spark.resolve("SYN_0002")));
        assertThat(driver.status()).as(driver.log()).isEqualTo(Main.OK);

        assertThat(files(spark)).isEqualTo(files(predictAlone(cases)));

        Map<String, Long> times = times(spark);
        Driver again = Driver.start(folder, "1500m", command);
        assertThat(again.status()).as(again.log()).isEqualTo(Main.OK);
        assertThat(times(spark)).isEqualTo(times);
    }

    private Path synthesize(int count) throws IOException {
        AnatomyBank bank = AnatomyBank.builtIn();
        List<String> anatomies =
                bank.entries().stream().map(AnatomyBank.Entry::id).limit(1).toList();
        CohortRecipe recipe =
                new CohortRecipe(5, AcquisitionDomain.REALISTIC, 0.5, Confounding.NONE, anatomies, Optional.of(NUCLEI));
        Path out = folder.resolve("cases");
        new CohortWriter(bank, PopulationModel.ruijin(), recipe, "test").write(out, count, Workers.caller(), () -> {});
        return out;
    }

    private Path predictAlone(Path cases) throws IOException {
        Path out = folder.resolve("alone");
        Cohort cohort = Cohort.open(cases);
        try (Workers workers = Workers.of(2)) {
            var summary = new BatchAnalysis(out, new AnalysisWriter(false), cohort.subjects())
                    .run(
                            cohort.cases(),
                            () -> {
                                ComputeDevice device = ComputeDevice.choose("auto", "auto");
                                ComputeDevice.useThreads(1);
                                return PatientAnalyzer.open(
                                        AnalysisOptions.defaults(), Main.version(), device, workers);
                            },
                            outcome -> {});
            BatchFiles.write(out, summary, true, false, Main.version());
        }
        return out;
    }

    private static boolean isDone(Path folder) {
        return Files.exists(folder.resolve("segmentation.json"));
    }

    private static Map<String, Long> times(Path top) throws IOException {
        Map<String, Long> times = new TreeMap<>();
        for (String name : files(top).keySet()) {
            // The table is made anew from the rows each time.
            if (!name.equals("label_predict.csv")) {
                times.put(name, Files.getLastModifiedTime(top.resolve(name)).toMillis());
            }
        }
        return times;
    }

    private static Map<String, String> files(Path top) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(top)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                files.put(top.relativize(file).toString(), text.replaceFirst("(?s)\"seconds\" : \\{.*?\\}", ""));
            }
        }
        return files;
    }
}
