package org.substantia.segmentation.inference;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.substantia.base.json.JsonFiles;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.scan.CaseScans;
import org.substantia.cohort.scan.ScanReader;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.segmentation.quality.QcStatus;
import org.substantia.segmentation.quality.SegmentationQualityCheck;
import org.substantia.segmentation.quality.StructureQuality;

/**
 * Segments many cases: while the networks work on one, the next is read and the former one's files are written. The
 * first case is read while the model is opened. A case that fails does not stop the others.
 */
public final class PredictionRun {
    /**
     * What a run needs of its models.
     *
     * @param networks that answer
     * @param facts for provenance
     */
    public record Loaded(Networks networks, RunFacts facts) {}

    private static final String JSON = "segmentation.json";

    private final Path out;
    private final PredictionOptions options;
    private final Workers workers;
    private final CaseFollowUp followUp;

    /**
     * @param out folder in which every case gets a folder of its id
     * @param followUp what else is done with each case
     */
    public PredictionRun(Path out, PredictionOptions options, Workers workers, CaseFollowUp followUp) {
        this.out = out;
        this.options = options;
        this.workers = workers;
        this.followUp = followUp;
    }

    /**
     * @param models opened once, on the calling thread
     * @param listener told of every case when it is done, in the order of the cases
     * @return one report a case, in their order
     * @throws IOException if the models cannot be opened
     */
    public List<CaseReport> run(List<CaseFolder> cases, Callable<Loaded> models, Consumer<CaseReport> listener)
            throws IOException {
        if (cases.isEmpty()) {
            return List.of();
        }
        ExecutorService reader = Executors.newSingleThreadExecutor();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            return run(cases, models, listener, reader, writer);
        } finally {
            reader.shutdownNow();
            writer.shutdown();
        }
    }

    private List<CaseReport> run(
            List<CaseFolder> cases,
            Callable<Loaded> models,
            Consumer<CaseReport> listener,
            ExecutorService reader,
            ExecutorService writer)
            throws IOException {
        List<CaseReport> reports = new ArrayList<>();
        Consumer<CaseReport> done = report -> {
            reports.add(report);
            listener.accept(report);
        };
        Future<ReadCase> next = reader.submit(() -> read(cases.get(0)));
        Loaded loaded = open(models);
        CasePredictor predictor = new CasePredictor(loaded.networks(), options, workers);
        Optional<Future<CaseReport>> former = Optional.empty();
        for (int i = 0; i < cases.size(); i++) {
            Future<ReadCase> current = next;
            if (i + 1 < cases.size()) {
                CaseFolder following = cases.get(i + 1);
                next = reader.submit(() -> read(following));
            }
            Callable<CaseReport> rest = predict(cases.get(i).id(), current, predictor, loaded);
            // One case at a time waits to be written, or a slow disk would fill the memory.
            if (former.isPresent()) {
                done.accept(report(cases.get(i - 1).id(), former.get()));
            }
            former = Optional.of(writer.submit(rest));
        }
        done.accept(report(cases.get(cases.size() - 1).id(), former.orElseThrow()));
        return reports;
    }

    /** @return what is left to do for the case: to write its files, or to say why there are none */
    private Callable<CaseReport> predict(String id, Future<ReadCase> source, CasePredictor predictor, Loaded loaded) {
        try {
            ReadCase read = get(source);
            CasePrediction prediction = predictor.predict(read.images());
            return () -> write(loaded, read, prediction);
        } catch (IOException e) {
            return () -> CaseReport.failed(id, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return () -> CaseReport.faulty(id, e);
        }
    }

    private static CaseReport report(String id, Future<CaseReport> rest) {
        try {
            return get(rest);
        } catch (IOException e) {
            return CaseReport.failed(id, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return CaseReport.faulty(id, e);
        }
    }

    private static Loaded open(Callable<Loaded> models) throws IOException {
        try {
            return models.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private record ReadCase(CaseScans images, double seconds) {}

    private static ReadCase read(CaseFolder folder) throws IOException {
        Stopwatch watch = new Stopwatch();
        CaseScans images = ScanReader.read(folder);
        watch.lap("read");
        return new ReadCase(images, watch.seconds().get("read"));
    }

    private CaseReport write(Loaded loaded, ReadCase read, CasePrediction prediction) throws IOException {
        Stopwatch watch = new Stopwatch();
        List<PredictedMap> maps = PredictedMap.of(prediction, loaded.networks().plan(), options, workers);
        watch.lap("export");
        String id = prediction.images().id();
        Path folder = out.resolve(id);
        for (PredictedMap map : maps) {
            Nifti.write(
                    folder.resolve(map.fileName()), map.onOwnGrid(), map.image().header());
        }
        watch.lap("write");
        List<StructureQuality> structures =
                maps.stream().flatMap(map -> map.structures().stream()).toList();
        List<String> warnings = CaseWarnings.of(prediction);
        QcStatus status = SegmentationQualityCheck.status(structures);
        if (status == QcStatus.OK && !warnings.isEmpty()) {
            status = QcStatus.REVIEW;
        }
        SegmentedCase segmented = new SegmentedCase(prediction, maps, status, warnings, folder, loaded.facts());
        followUp.accept(segmented);
        watch.lap("followUp");
        Map<String, Double> seconds = new LinkedHashMap<>();
        seconds.put("read", read.seconds());
        seconds.putAll(prediction.seconds());
        seconds.putAll(watch.seconds());
        JsonFiles.write(
                folder.resolve(JSON),
                SegmentationJson.tree(prediction, maps, status, warnings, loaded.facts(), seconds));
        return new CaseReport(id, Optional.empty(), Optional.empty(), status, warnings, segmented.flagged(), seconds);
    }

    /** @throws IOException or the RuntimeException that the work ended with */
    private static <T> T get(Future<T> work) throws IOException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException fault) {
                throw fault;
            }
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
