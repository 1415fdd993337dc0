package org.substantia.challenge.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.substantia.base.parallel.Workers;
import org.substantia.challenge.intake.Blobs;
import org.substantia.challenge.model.Engine;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.model.Truth;
import org.substantia.challenge.rules.BoardEntry;
import org.substantia.challenge.rules.BoardRow;
import org.substantia.challenge.rules.Stability;
import org.substantia.challenge.store.Boards;
import org.substantia.challenge.store.Stabilities;
import org.substantia.challenge.store.Store;
import org.substantia.scoring.statistics.Bootstrap;
import org.substantia.scoring.statistics.PairedPermutationTest;
import org.substantia.scoring.statistics.RankedSubmission;
import org.substantia.scoring.statistics.Ranking;
import org.substantia.scoring.statistics.RankingMethod;
import org.substantia.scoring.statistics.ScoreMatrix;
import org.substantia.scoring.statistics.SignificanceGroups;
import org.substantia.scoring.statistics.SignificanceMatrix;

/**
 * How firm the ranks of a board are, once its phase is closed and everything is scored: the entries that are ranked are
 * scored once more, each in a machine of its own, and compared case by case as {@code substantia compare} does with its
 * standard seed. Figures of single cases live in memory while that lasts, and nowhere else.
 */
final class EntryComparison {
    private static final double ALPHA = 0.05;
    /** A mean of the cases that differs more from the value on the board is another value. */
    private static final double TOLERANCE = 1e-9;

    private final Store store;
    private final Blobs blobs;
    private final Path dataFolder;
    private final Sandbox sandbox;
    private final Supplier<Path> workFolder;
    private final int threads;

    /** @param workFolder gives a new folder for each job */
    EntryComparison(
            Store store, Blobs blobs, Path dataFolder, Sandbox sandbox, Supplier<Path> workFolder, int threads) {
        this.store = store;
        this.blobs = blobs;
        this.dataFolder = dataFolder;
        this.sandbox = sandbox;
        this.workFolder = workFolder;
        this.threads = threads;
    }

    /** The entries of one board that this worker has taken on. */
    private record Question(Stabilities.Claim claim, Track track, Boards.Basis basis, List<BoardEntry> entries) {}

    /** Answers the open questions of one phase, if there are any; true when it did. */
    boolean compareNext() throws IOException, InterruptedException {
        for (Phase phase : store.phases().all()) {
            List<Question> questions = questions(phase);
            if (!questions.isEmpty()) {
                answer(questions);
                return true;
            }
        }
        return false;
    }

    private List<Question> questions(Phase phase) {
        List<Question> questions = new ArrayList<>();
        boolean settled =
                store.phases().schedule(phase.slug()).closed(store.clock().instant())
                        && store.releases().unfinished(phase.slug()) == 0;
        if (!settled) {
            return questions;
        }
        for (Track track : store.phases().tracks()) {
            List<BoardRow> rows = store.boards().current(phase, track);
            List<BoardEntry> ranked = rows.stream()
                    .filter(row -> row.rank().isPresent())
                    .map(BoardRow::entry)
                    .toList();
            Optional<Boards.Basis> basis = store.boards().basis(phase, track);
            // Entries that were taken over from elsewhere as figures have no file to compare.
            boolean comparable = track.direction() == Track.Direction.HIGHER && !ranked.isEmpty();
            if (comparable && basis.isPresent() && ranked.stream().allMatch(this::hasFile)) {
                store.boards()
                        .claimStability(phase, track, rows)
                        .ifPresent(claim -> questions.add(new Question(claim, track, basis.get(), ranked)));
            }
        }
        return questions;
    }

    private Submission submission(BoardEntry entry) {
        return store.submissions().find(entry.submission()).orElseThrow();
    }

    private boolean hasFile(BoardEntry entry) {
        return Files.isRegularFile(blobs.path(submission(entry).sha256()));
    }

    private void answer(List<Question> questions) throws InterruptedException {
        Map<String, Map<String, Map<String, Double>>> known = new LinkedHashMap<>();
        for (Question question : questions) {
            try {
                Map<String, Map<String, Double>> cases = new LinkedHashMap<>();
                for (BoardEntry entry : question.entries()) {
                    String job = question.basis() + " " + entry.submission();
                    if (!known.containsKey(job)) {
                        known.put(job, cases(questions, question.basis(), entry));
                    }
                    Map<String, Double> ofEntry =
                            known.get(job).getOrDefault(question.track().slug(), Map.of());
                    requireMean(ofEntry, entry, question.track());
                    cases.put(entry.submission(), ofEntry);
                }
                store.stabilities().publish(question.claim(), stability(cases));
            } catch (IOException | IllegalArgumentException e) {
                store.stabilities().fail(question.claim(), e.getMessage());
            }
        }
    }

    private Map<String, Map<String, Double>> cases(List<Question> claimed, Boards.Basis basis, BoardEntry entry)
            throws IOException, InterruptedException {
        Submission submission = submission(entry);
        Truth truth = store.phases().findTruth(basis.truth()).orElseThrow();
        Engine engine = store.phases().findEngine(basis.engine()).orElseThrow();
        Job.Order order = new Job.Order(
                "cases",
                blobs.path(submission.sha256()).toString(),
                submission.fileName(),
                "",
                dataFolder.resolve(truth.folder()).toString(),
                engine.options(),
                threads);
        Sandbox.Outcome outcome = sandbox.run(order, workFolder.get(), () -> claimed.stream()
                .allMatch(q -> store.stabilities().heartbeat(q.claim())));
        if (outcome instanceof Sandbox.Outcome.Done done) {
            return Job.cases(done.content());
        }
        throw new IOException("entry " + entry.submission() + " could not be scored again: " + outcome);
    }

    /** What is compared has to be what is ranked. */
    private static void requireMean(Map<String, Double> cases, BoardEntry entry, Track track) throws IOException {
        double mean = cases.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
        double shown = entry.value(track.primaryMetric()).orElse(Double.NaN);
        if (!(Math.abs(mean - shown) <= TOLERANCE)) {
            throw new IOException("the cases of entry " + entry.submission() + " have the mean " + mean
                    + ", the board says " + shown);
        }
    }

    private Stability stability(Map<String, Map<String, Double>> cases) {
        Bootstrap bootstrap = Bootstrap.seeded(Bootstrap.DEFAULT_SEED);
        ScoreMatrix scores = ScoreMatrix.of(cases);
        List<String> names = scores.submissions();
        try (Workers workers = Workers.of(threads)) {
            Ranking ranking = Ranking.of(scores, RankingMethod.MEAN_THEN_RANK, bootstrap, workers);
            SignificanceGroups groups = SignificanceGroups.of(
                    SignificanceMatrix.of(
                            scores, PairedPermutationTest.DEFAULT_PERMUTATIONS, Bootstrap.DEFAULT_SEED, workers),
                    ranking.submissions().stream()
                            .map(s -> names.indexOf(s.name()))
                            .toList(),
                    ALPHA);
            List<Stability.Place> places = new ArrayList<>();
            IntStream.range(0, names.size()).forEach(i -> {
                RankedSubmission ranked = ranking.submissions().stream()
                        .filter(s -> s.name().equals(names.get(i)))
                        .findFirst()
                        .orElseThrow();
                places.add(new Stability.Place(
                        names.get(i),
                        ranked.low(),
                        ranked.high(),
                        groups.groups().get(i)));
            });
            return new Stability(scores.patients().size(), bootstrap.replicates(), places);
        }
    }
}
