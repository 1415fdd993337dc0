package org.substantia.pipeline.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.substantia.base.time.Stopwatch;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.pipeline.MemoryFaults;
import org.substantia.pipeline.PatientAnalysis;
import org.substantia.pipeline.PatientAnalyzer;
import org.substantia.pipeline.output.AnalysisWriter;
import org.substantia.pipeline.output.PlaceholderFiles;

/**
 * Analyzes many cases and writes their files: while the networks work on one case, the next is read, and the former one
 * is measured, diagnosed and written. A case that fails does not stop the others, and keeps no file of an earlier run.
 * Immutable.
 */
public final class BatchAnalysis {
    /** Opens the analyzer of a batch. */
    @FunctionalInterface
    public interface Opening {
        /** @throws IOException naming the file of a model that cannot be opened */
        PatientAnalyzer open() throws IOException;
    }

    private record Read(CaseScans scans, double seconds) {}

    private record Inferred(PatientAnalyzer analyzer, PatientAnalyzer.Inference inference, double readSeconds) {}

    private final Path out;
    private final AnalysisWriter writer;
    private final Function<CaseFolder, Demographics> subjects;
    private final boolean placeholders;
    private final boolean failureFiles;
    private final Optional<FinishedCases> finished;

    /**
     * @param out folder in which every case gets a folder of its id
     * @param subjects age and sex, if they are known
     */
    public BatchAnalysis(Path out, AnalysisWriter writer, Optional<LabelTable> subjects) {
        this(out, writer, patient -> Demographics.of(patient, subjects));
    }

    /**
     * @param out folder in which every case gets a folder of its id
     * @param subjects what is known of a patient besides the images
     */
    public BatchAnalysis(Path out, AnalysisWriter writer, Function<CaseFolder, Demographics> subjects) {
        this(out, writer, subjects, false, false, Optional.empty());
    }

    private BatchAnalysis(
            Path out,
            AnalysisWriter writer,
            Function<CaseFolder, Demographics> subjects,
            boolean placeholders,
            boolean failureFiles,
            Optional<FinishedCases> finished) {
        this.out = out;
        this.writer = writer;
        this.subjects = subjects;
        this.placeholders = placeholders;
        this.failureFiles = failureFiles;
        this.finished = finished;
    }

    /**
     * The same batch, which also writes empty masks and {@code PD_pred.txt} for a case that fails, and an empty mask
     * for one without the image of that mask, as the challenge wants of its container: a file that is missing counts
     * against the whole submission. The outcome says so.
     */
    public BatchAnalysis withPlaceholders() {
        return new BatchAnalysis(out, writer, subjects, true, failureFiles, finished);
    }

    /** The same batch, which writes {@code failure.json} for a case that fails, for {@link WrittenBatch#read}. */
    public BatchAnalysis withFailureFiles() {
        return new BatchAnalysis(out, writer, subjects, placeholders, true, finished);
    }

    /** The same batch, which leaves cases alone that are finished already. */
    public BatchAnalysis skipping(FinishedCases cases) {
        return new BatchAnalysis(out, writer, subjects, placeholders, failureFiles, Optional.of(cases));
    }

    /**
     * Runs the batch. The files about all cases that an earlier run left are removed before the first case is written,
     * unless there are failure files, for the part of a batch: a run that is stopped must not leave tables that
     * disagree with the cases.
     *
     * @param opening called once, on the calling thread, while the first case is being read; what it opens is closed at
     *     the end. It is not called where no case is left to analyze
     * @param listener told of every case when it is done: of cases that were finished already, then of the others, each
     *     in the order of the cases
     * @return what came of every case, in the order of the cases
     * @throws IOException if the analyzer cannot be opened, or a file of an earlier run cannot be removed
     */
    public BatchSummary run(List<CaseFolder> cases, Opening opening, Consumer<CaseOutcome> listener)
            throws IOException {
        Map<String, CaseOutcome> outcomes = new HashMap<>();
        List<CaseFolder> open = new ArrayList<>();
        for (CaseFolder folder : cases) {
            Optional<CaseOutcome> earlier =
                    finished.flatMap(f -> f.find(folder, subjects.apply(folder), out.resolve(folder.id())));
            earlier.ifPresentOrElse(
                    outcome -> {
                        CaseOutcome whole = placeholders ? withStandIns(outcome, folder, cases) : outcome;
                        outcomes.put(folder.id(), whole);
                        listener.accept(whole);
                    },
                    () -> open.add(folder));
        }
        if (!open.isEmpty()) {
            analyze(open, cases, opening, outcome -> {
                outcomes.put(outcome.id(), outcome);
                listener.accept(outcome);
            });
        }
        return new BatchSummary(
                cases.stream().map(folder -> outcomes.get(folder.id())).toList());
    }

    private void analyze(List<CaseFolder> cases, List<CaseFolder> all, Opening opening, Consumer<CaseOutcome> listener)
            throws IOException {
        List<PatientAnalyzer> opened = new ArrayList<>();
        try {
            Prefetch<CaseFolder, Read, Inferred, CaseOutcome> stages = new Prefetch<>(
                    this::read,
                    () -> {
                        PatientAnalyzer analyzer = opening.open();
                        opened.add(analyzer);
                        if (!failureFiles) {
                            BatchFiles.remove(out);
                        }
                        return read -> new Inferred(analyzer, analyzer.infer(read.scans()), read.seconds());
                    },
                    this::finish);
            stages.run(cases, (folder, result) -> {
                CaseOutcome outcome = withoutFiles(outcome(folder.id(), result));
                if (placeholders) {
                    outcome = outcome.failure().isPresent()
                            ? withPlaceholders(outcome, folder, all, opened)
                            : withStandIns(outcome, folder, all);
                }
                listener.accept(failureFiles ? withFailureFile(outcome) : outcome);
            });
        } finally {
            opened.forEach(PatientAnalyzer::close);
        }
    }

    private Read read(CaseFolder folder) throws IOException {
        Stopwatch watch = new Stopwatch();
        CaseScans scans = ScanReader.read(folder, subjects.apply(folder));
        watch.lap("read");
        return new Read(scans, watch.seconds().get("read"));
    }

    private CaseOutcome finish(Inferred inferred) throws IOException {
        PatientAnalysis analysis =
                inferred.analyzer().conclude(inferred.inference()).precededBy("read", inferred.readSeconds());
        Optional<Path> report = writer.write(analysis, out.resolve(analysis.id()));
        return CaseOutcome.complete(
                analysis, report.map(file -> file.getFileName().toString()));
    }

    /** Results of an earlier run must not be taken for those of a case that failed. */
    private CaseOutcome withoutFiles(CaseOutcome outcome) {
        if (outcome.failure().isPresent()) {
            try {
                AnalysisWriter.removeAll(out.resolve(outcome.id()));
            } catch (IOException e) {
                return outcome.withFailure(outcome.failure().get() + "; " + e.getMessage());
            }
        }
        return outcome;
    }

    private CaseOutcome withFailureFile(CaseOutcome outcome) {
        if (outcome.failure().isPresent()) {
            try {
                AnalysisWriter.writeFailure(
                        out.resolve(outcome.id()),
                        outcome.id(),
                        outcome.failure().get(),
                        outcome.internal());
            } catch (IOException e) {
                return outcome.withFailure(outcome.failure().get() + "; " + e.getMessage());
            }
        }
        return outcome;
    }

    /** For a case that has its results. */
    private CaseOutcome withStandIns(CaseOutcome outcome, CaseFolder folder, List<CaseFolder> all) {
        String missing = Arrays.stream(LabelScheme.values())
                .map(LabelScheme::modality)
                .filter(modality -> folder.image(modality).isEmpty())
                .map(Modality::name)
                .collect(Collectors.joining(" and "));
        try {
            return PlaceholderFiles.write(folder, all, out.resolve(folder.id()), Optional.empty())
                    .map(written -> outcome.withStandIn(folder.id() + ": has no image of " + missing + "; " + written))
                    .orElse(outcome);
        } catch (IOException | OutOfMemoryError e) {
            String why = MemoryFaults.explain(e).orElseGet(() -> String.valueOf(e.getMessage()));
            return outcome.withStandIn(folder.id() + ": " + why);
        }
    }

    private CaseOutcome withPlaceholders(
            CaseOutcome outcome, CaseFolder folder, List<CaseFolder> all, List<PatientAnalyzer> opened) {
        Optional<Diagnosis> diagnosis = opened.stream()
                .findFirst()
                .flatMap(analyzer -> analyzer.diagnosisWithoutEvidence(subjects.apply(folder)));
        try {
            return PlaceholderFiles.write(folder, all, out.resolve(folder.id()), diagnosis)
                    .map(written -> outcome.withFailure(outcome.failure().orElseThrow() + "; " + written))
                    .orElse(outcome);
        } catch (IOException | OutOfMemoryError e) {
            String why = MemoryFaults.explain(e).orElseGet(() -> String.valueOf(e.getMessage()));
            return outcome.withFailure(outcome.failure().orElseThrow() + "; " + why);
        }
    }

    private static CaseOutcome outcome(String id, Prefetch.Result<CaseOutcome> result) {
        return result.value().orElseGet(() -> {
            Exception failure = result.failure().orElseThrow();
            Optional<String> memory = MemoryFaults.explain(failure);
            if (memory.isPresent()) {
                return CaseOutcome.outOfMemory(id, id + ": " + memory.get());
            }
            return failure instanceof IOException
                    ? CaseOutcome.failed(id, String.valueOf(failure.getMessage()))
                    : CaseOutcome.faulty(id, failure);
        });
    }
}
