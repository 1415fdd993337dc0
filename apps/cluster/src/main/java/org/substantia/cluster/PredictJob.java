package org.substantia.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.substantia.base.io.OutputFolders;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.pipeline.AnalysisOptions;
import org.substantia.pipeline.DiagnosisChoice;
import org.substantia.pipeline.batch.BatchAnalysis;
import org.substantia.pipeline.batch.BatchFiles;
import org.substantia.pipeline.batch.BatchSummary;
import org.substantia.pipeline.batch.FinishedCases;
import org.substantia.pipeline.output.AnalysisWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia cluster predict}: the same files as {@code substantia predict}, made by many machines. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = {
            "Analyzes patients on Spark; the files are those of 'substantia predict'. The same command again leaves "
                    + "finished cases alone.",
            ""
        })
public final class PredictJob implements Callable<Integer> {
    private static final int CASES_PER_PARTITION = 16;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "INPUTS", description = "folder of cases, or its address")
    private String inputs;

    @Parameters(index = "1", paramLabel = "OUTPUTS", description = "folder for the results, mounted on every machine")
    private Path outputs;

    @Option(names = "--model", arity = "1..*", paramLabel = "FILE", description = "model files, mounted everywhere")
    private List<Path> models = List.of();

    @Option(names = "--diagnosis", paramLabel = "FILE", description = "diagnosis model, mounted everywhere")
    private Optional<Path> diagnosis = Optional.empty();

    @Option(names = "--tta", description = "test-time augmentation: look twice and average")
    private boolean augmented;

    @Option(names = "--no-registration", description = "trust the NIfTI headers; do not register")
    private boolean noRegistration;

    @Option(names = "--segmentation-only", description = "write only label maps and segmentation.json")
    private boolean segmentationOnly;

    @Option(names = "--reports", description = "also write HTML reports, which are nine tenths of the bytes")
    private boolean reports;

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu or cuda (default: ${DEFAULT-VALUE})")
    private String device = "auto";

    @Option(names = "--precision", paramLabel = "NAME", description = "auto, bf16 or fp32 (default: ${DEFAULT-VALUE})")
    private String precision = "auto";

    @Mixin
    private SparkOptions options = new SparkOptions();

    @Override
    public Integer call() throws IOException {
        Cohort cohort = Storage.cohort(inputs);
        OutputFolders.requireWritable(outputs);
        SparkOptions.requireCases(inputs, cohort.cases().size());
        Optional<LabelTable> subjects = segmentationOnly ? Optional.empty() : cohort.subjects();
        List<CaseRef> cases = cohort.cases().stream()
                .map(one -> CaseRef.of(one, Demographics.of(one, subjects)))
                .toList();
        boolean withReports = reports && !segmentationOnly;
        Work work =
                new Work(analysis(), outputs.toAbsolutePath().normalize().toString(), withReports, device, precision);
        try (SparkSession spark = options.start("predict", Map.of("OMP_WAIT_POLICY", "PASSIVE"))) {
            int partitions = options.partitions(cases.size(), CASES_PER_PARTITION);
            options.report(spark, "segmenting", partitions);
            int threads = spark.sparkContext().getConf().getInt("spark.task.cpus", 1);
            List<PredictedRow> rows = JavaSparkContext.fromSparkContext(spark.sparkContext())
                    .parallelize(cases, partitions)
                    .mapPartitions(part -> work.run(part, threads))
                    .collect();
            BatchSummary summary =
                    new BatchSummary(rows.stream().map(PredictedRow::outcome).toList());
            BatchFiles.write(outputs, summary, !segmentationOnly, withReports, Main.version());
            if (options.parquet()) {
                ParquetTables.writeCases(spark, outputs.resolve("cases.parquet"), rows);
            }
            return print(cohort, summary);
        }
    }

    private AnalysisOptions analysis() {
        DiagnosisChoice choice = segmentationOnly
                ? DiagnosisChoice.none()
                : diagnosis
                        .map(file -> DiagnosisChoice.of(file.toAbsolutePath()))
                        .orElseGet(DiagnosisChoice::bundled);
        return AnalysisOptions.defaults()
                .withSegmentationModels(models.stream()
                        .map(file -> file.toAbsolutePath().toString())
                        .toList())
                .withDiagnosis(choice)
                .withAugmented(augmented)
                .withRegistration(!noRegistration);
    }

    private int print(Cohort cohort, BatchSummary summary) {
        PrintWriter err = spec.commandLine().getErr();
        summary.cases().forEach(one -> one.failure().ifPresent(line -> err.println("substantia: " + line)));
        cohort.overlooked().forEach(file -> err.println("substantia: " + file.message()));
        spec.commandLine()
                .getOut()
                .println(summary.complete() + " of " + summary.cases().size() + " cases segmented, in " + outputs);
        if (summary.hasFault()) {
            return Main.INTERNAL;
        }
        return summary.isComplete() && cohort.overlooked().isEmpty() ? Main.OK : Main.DATA;
    }

    /**
     * What an executor does with its cases. Results go straight to the shared folder: each file is written beside its
     * place and moved there, segmentation.json last, so that a killed executor leaves no half case.
     */
    private record Work(AnalysisOptions analysis, String outputs, boolean reports, String device, String precision)
            implements Serializable {
        Iterator<PredictedRow> run(Iterator<CaseRef> part, int threads) throws IOException {
            List<CaseFolder> folders = new ArrayList<>();
            Map<String, Demographics> known = new HashMap<>();
            while (part.hasNext()) {
                CaseRef one = part.next();
                one.requireVisible();
                folders.add(one.folder());
                known.put(one.id(), one.demographics());
            }
            String requested = ComputeDevice.requested(device, precision);
            BatchSummary summary = new BatchAnalysis(
                            Path.of(outputs), new AnalysisWriter(reports), folder -> known.get(folder.id()))
                    .withFailureFiles()
                    .skipping(FinishedCases.of(analysis, Main.version(), requested, reports))
                    .run(folders, () -> SharedAnalyzer.borrow(analysis, device, precision, threads), outcome -> {});
            return summary.cases().stream().map(PredictedRow::of).iterator();
        }
    }
}
