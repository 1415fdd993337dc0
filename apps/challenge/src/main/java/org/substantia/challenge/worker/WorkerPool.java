package org.substantia.challenge.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.base.io.FileTrees;
import org.substantia.base.io.Sha256;
import org.substantia.challenge.intake.Blobs;
import org.substantia.challenge.intake.CheckReport;
import org.substantia.challenge.intake.Intake;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Engine;
import org.substantia.challenge.model.Evaluation;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Score;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Truth;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.store.Store;

/**
 * The threads that check and score what waits in the database, and keep house: uploads that took too long, label
 * releases that are due, an alarm when the queue stands still. Several pools in several processes may work on one
 * database.
 */
public final class WorkerPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(5);
    private static final Duration ALARM = Duration.ofMinutes(5);
    private static final Duration ALARM_AGAIN = Duration.ofHours(1);

    private final Store store;
    private final Blobs blobs;
    private final Intake intake;
    private final Path dataFolder;
    private final Path work;
    private final String programVersion;
    private final Sandbox sandbox;
    private final int threadsPerJob;
    private final int scorers;
    /** Scorings keep it, so that every figure tells by which version of the program it was made. */
    private final String name;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    /** When organizers were last told of what. */
    private final Map<String, Instant> alarms = new HashMap<>();

    /**
     * @param programVersion of the program that runs
     * @param scorers how many submissions are scored at a time; with 0 this pool never opens the truth
     */
    public WorkerPool(
            Store store,
            Blobs blobs,
            Intake intake,
            Path dataFolder,
            String programVersion,
            Limits limits,
            int scorers) {
        this.store = store;
        this.blobs = blobs;
        this.intake = intake;
        this.dataFolder = dataFolder;
        this.work = dataFolder.resolve("work");
        this.programVersion = programVersion;
        this.name = "worker-" + UUID.randomUUID().toString().substring(0, 8) + " " + programVersion;
        this.scorers = scorers;
        this.sandbox = new Sandbox(limits, store.lease().dividedBy(4));
        this.threadsPerJob = limits.threads();
        for (int i = 0; i < scorers; i++) {
            thread("scorer-" + i, PAUSE, this::scoreNext);
        }
        thread("checker", PAUSE, this::checkNext);
        thread("housekeeper", HOUSEKEEPING, this::keepHouse);
        if (scorers > 0) {
            // It reads the truth, which may be out of reach where nothing is scored.
            thread("comparer", HOUSEKEEPING, this::compareNext);
        }
    }

    /** One step of a thread; true when it should go on at once. */
    interface Step {
        boolean run() throws IOException, InterruptedException;
    }

    private void thread(String threadName, Duration pause, Step step) {
        Thread thread = new Thread(() -> loop(pause, step), threadName);
        thread.setDaemon(true);
        threads.add(thread);
    }

    /** The threads by name. */
    List<String> threads() {
        return threads.stream().map(Thread::getName).toList();
    }

    /** Starts to work; before it scores, organizers are told of phases that another version has scored. */
    public void start() {
        if (scorers > 0) {
            tellOfOtherVersions();
        }
        threads.forEach(Thread::start);
    }

    /** Once the labels are out nothing is scored but what organizers ask for. */
    private void tellOfOtherVersions() {
        for (Phase phase : store.phases().all()) {
            phase.engine()
                    .filter(engine -> phase.frozenAt().isEmpty())
                    .flatMap(store.phases()::findEngine)
                    .filter(engine -> !engine.programVersion().equals(programVersion))
                    .ifPresent(engine -> {
                        LOG.warn(
                                "phase {} was scored by version {} and goes on with {}: re-score it",
                                phase.slug(),
                                engine.programVersion(),
                                programVersion);
                        Map<String, String> details = new TreeMap<>();
                        details.put("phase", phase.slug());
                        details.put("former", engine.programVersion());
                        details.put("version", programVersion);
                        store.messages().toOrganizersOnce("alarm-version", details);
                    });
        }
    }

    /** Steps until the pool is closed. */
    void loop(Duration pause, Step step) {
        while (stopping.getCount() > 0) {
            boolean more = false;
            try {
                more = step.run();
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                // An error, too, such as memory that was short for a moment: nobody would do this thread's work.
                LOG.error("{} failed and goes on: {}", Thread.currentThread().getName(), e.toString());
            }
            try {
                if (!more && stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Scores one submission, if one waits; what the threads do, and tests. */
    public boolean scoreNext() throws IOException, InterruptedException {
        Optional<Evaluation> claimed = store.queue().claim(name);
        if (claimed.isEmpty()) {
            return false;
        }
        Evaluation evaluation = claimed.get();
        Submission submission =
                store.submissions().find(evaluation.submission()).orElseThrow();
        Truth truth = store.phases().findTruth(evaluation.truth()).orElseThrow();
        Engine engine = store.phases().findEngine(evaluation.engine()).orElseThrow();
        Job.Order order = new Job.Order(
                "score",
                blobs.path(submission.sha256()).toString(),
                submission.fileName(),
                "",
                dataFolder.resolve(truth.folder()).toString(),
                engine.options(),
                threadsPerJob);
        Sandbox.Outcome outcome;
        try {
            outcome = sandbox.run(
                    order, workFolder(), () -> store.queue().heartbeat(evaluation.id(), evaluation.fence()));
        } catch (IOException e) {
            outcome = new Sandbox.Outcome.Failed(e.toString());
        }
        finish(evaluation, outcome);
        return true;
    }

    private void finish(Evaluation evaluation, Sandbox.Outcome outcome) throws IOException, InterruptedException {
        String id = evaluation.id();
        long fence = evaluation.fence();
        if (outcome instanceof Sandbox.Outcome.Done done) {
            List<Score> scores = Job.scores(done.content());
            store.queue()
                    .publish(
                            id,
                            fence,
                            scores,
                            new Sha256().update(done.content()).hex());
        } else if (outcome instanceof Sandbox.Outcome.Exceeded exceeded) {
            if (machineIsHealthy()) {
                store.queue().exceeded(id, fence, exceeded.limit());
            } else {
                store.queue().fail(id, fence, "the yardstick was not scored rightly either: " + exceeded.limit());
            }
        } else if (outcome instanceof Sandbox.Outcome.Failed failed) {
            LOG.warn("scoring {} failed, it will be tried again", id);
            store.queue().fail(id, fence, failed.fault());
        }
    }

    /** Whether a pair of known score is scored rightly under the same limits. */
    private boolean machineIsHealthy() throws IOException, InterruptedException {
        Path folder = workFolder();
        try {
            Files.createDirectories(folder);
            Yardstick.make(folder);
            Job.Order order = new Job.Order(
                    "score",
                    folder.resolve("submission.zip").toString(),
                    "yardstick",
                    "",
                    folder.resolve("truth").toString(),
                    EngineOptions.STANDARD.text(),
                    threadsPerJob);
            return sandbox.run(order, folder.resolve("run"), () -> true) instanceof Sandbox.Outcome.Done done
                    && Yardstick.passed(Job.scores(done.content()));
        } finally {
            FileTrees.delete(folder);
        }
    }

    /** Computes how firm the ranks of one phase are, if it is closed and that is not known. */
    public boolean compareNext() throws IOException, InterruptedException {
        return new EntryComparison(store, blobs, dataFolder, sandbox, this::workFolder, threadsPerJob).compareNext();
    }

    private Path workFolder() {
        return work.resolve(UUID.randomUUID().toString());
    }

    /** Checks one upload, if one waits. */
    public boolean checkNext() throws IOException, InterruptedException {
        Optional<Upload> claimed = store.uploads().claim();
        if (claimed.isEmpty()) {
            return false;
        }
        Upload upload = claimed.get();
        Phase phase = store.phases().find(upload.phase()).orElseThrow();
        Truth truth = store.phases().findTruth(phase.truth().orElseThrow()).orElseThrow();
        Job.Order order = new Job.Order(
                "check",
                blobs.path(upload.sha256().orElseThrow()).toString(),
                upload.fileName(),
                truth.caseIds(),
                "",
                "",
                threadsPerJob);
        Sandbox.Outcome outcome;
        try {
            outcome = sandbox.run(order, workFolder(), () -> store.uploads().heartbeat(upload.id(), upload.fence()));
        } catch (IOException e) {
            outcome = new Sandbox.Outcome.Failed(e.toString());
        }
        if (outcome instanceof Sandbox.Outcome.Exceeded exceeded && machineIsHealthy()) {
            CheckReport report = new CheckReport(
                    0,
                    false,
                    false,
                    List.of(new CheckReport.Line(
                            true,
                            "",
                            "limits",
                            upload.fileName() + ": takes more than " + exceeded.limit()
                                    + " to read, which is far more than masks of this phase need")));
            store.uploads().reject(upload.id(), upload.fence(), Json.text(report));
        } else if (outcome instanceof Sandbox.Outcome.Done done) {
            decide(upload, Job.checkReport(done.content()));
        } else if (!(outcome instanceof Sandbox.Outcome.Replaced)) {
            LOG.warn("checking {} failed, it will be tried again: {}", upload.id(), outcome);
            store.uploads().delay(upload.id(), upload.fence());
        }
        return true;
    }

    private void decide(Upload upload, CheckReport found) {
        CheckReport report = withRepeats(upload, found);
        String findings = Json.text(report);
        if (!report.passed()) {
            store.uploads().reject(upload.id(), upload.fence(), findings);
        } else if (upload.method().isEmpty()) {
            store.uploads().checked(upload.id(), upload.fence(), findings);
        } else {
            try {
                store.submissions().accept(upload.id(), upload.fence(), findings);
            } catch (RefusedException e) {
                LOG.info("upload {} was refused: {}", upload.id(), e.reason());
            }
        }
    }

    /** Tells a team that it sends the same file again, and the organizers that another team has sent it. */
    private CheckReport withRepeats(Upload upload, CheckReport report) {
        String sha256 = upload.sha256().orElseThrow();
        if (store.uploads().seenBefore(upload.id(), sha256, upload.team(), true)) {
            store.messages().toOrganizers("alarm-same-file", Map.of("upload", upload.id(), "team", upload.team()));
        }
        if (!store.uploads().seenBefore(upload.id(), sha256, upload.team(), false)) {
            return report;
        }
        List<CheckReport.Line> lines = new ArrayList<>(report.lines());
        lines.add(new CheckReport.Line(
                false,
                "",
                "repeated file",
                upload.fileName() + ": is the same file as an earlier submission of yours"));
        return new CheckReport(report.cases(), report.segmentation(), report.classification(), lines);
    }

    /** What has to be done from time to time. */
    public boolean keepHouse() throws IOException {
        intake.sweep();
        store.releases().carryOut().forEach(phase -> LOG.info("the labels of {} were released", phase));
        store.digest().write();
        Instant now = store.clock().instant();
        Optional<Instant> oldest = store.queue().oldestDue();
        boolean stuck = oldest.filter(since -> since.isBefore(now.minus(ALARM))).isPresent();
        if (stuck) {
            alarm("alarm-queue", Map.of("since", oldest.get().toString()), now);
        }
        if (!intake.hasRoom()) {
            alarm("alarm-disk", Map.of(), now);
        }
        return false;
    }

    private void alarm(String kind, Map<String, String> details, Instant now) {
        Instant last = alarms.get(kind);
        if (last == null || !last.isAfter(now.minus(ALARM_AGAIN))) {
            alarms.put(kind, now);
            store.messages().toOrganizers(kind, details);
        }
    }

    /** Stops taking work. What was claimed is taken over by others when its lease runs out. */
    @Override
    public void close() {
        stopping.countDown();
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
