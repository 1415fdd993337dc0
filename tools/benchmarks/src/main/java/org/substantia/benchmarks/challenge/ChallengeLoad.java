package org.substantia.benchmarks.challenge;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.substantia.challenge.store.Store;

/**
 * The last hour of a challenge against the real server process: teams hand in, others upload large files, everybody
 * reads pages and watches states. Reports how long pages took, how fast the queue was drained and what the server
 * needed; and whether the books are right afterwards.
 */
public final class ChallengeLoad {
    private static final int SUBMITTERS = 8;

    private final LoadOptions options;
    private final PrintStream report;

    private ChallengeLoad(LoadOptions options, PrintStream report) {
        this.options = options;
        this.report = report;
    }

    /** @param args an empty folder, the program, then options: see {@code tools/benchmarks/challenge-load.sh} */
    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args);
        LoadOptions options = LoadOptions.of(words.subList(2, words.size()));
        new ChallengeLoad(options, System.out).run(Path.of(args[0]), Path.of(args[1]));
        System.exit(0);
    }

    private void run(Path out, Path program) throws Exception {
        MadeFiles files = new MadeFiles(options, out);
        LoadChallenge challenge = LoadChallenge.create(options, files, out);
        String loadBefore = loadAverage();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServerUnderLoad server = ServerUnderLoad.start(program, challenge, options, out.resolve("server.log"));
                Store store = challenge.open()) {
            Submitters submitters = new Submitters(options, challenge, files, server);
            EventReaders readers = new EventReaders(options, submitters, server);
            PageReaders pages = new PageReaders(options, challenge, server);
            Books books = new Books(store);
            begin(threads, submitters, readers, files.large());
            // A server that has run for a while: its code is compiled.
            pages.read(options.warmSeconds());
            pages.takeTimes();
            submitters.countUploadsAnew();
            int scoredBefore = books.scored();
            double processorBefore = server.processorSeconds();
            Instant start = Instant.now();
            threads.execute(server::watchMemory);
            pages.read(options.seconds());
            int scoredUnderLoad = books.scored() - scoredBefore;
            double loaded = secondsSince(start);
            double processor = server.processorSeconds() - processorBefore;
            submitters.stop();
            readers.stop();
            String loadDuring = loadAverage();
            Instant drainStart = Instant.now();
            books.awaitScored(submitters.handedIn(), options.drainSeconds());
            double drained = secondsSince(drainStart);
            int scoredAfterwards = books.scored() - scoredBefore - scoredUnderLoad;

            report.printf("| | |%n|---|---|%n");
            row("teams, cases of a submission", options.teams() + ", " + options.cases());
            row("load average before and at the end", loadBefore + ", " + loadDuring);
            row("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
            row("seconds under load", String.valueOf((long) loaded));
            pageRows(pages.takeTimes(), loaded);
            row("submissions handed in, refused", submitters.handedIn() + ", " + submitters.refused());
            row("large uploads, MB/s", submitters.uploads() + ", " + rate(submitters.uploadedBytes() / 1e6, loaded));
            row(
                    "readers of live events, lost, events",
                    readers.open() + ", " + readers.lost() + ", " + readers.events());
            row("scored a minute under load", rate(scoredUnderLoad * 60.0, loaded) + " (" + scoredUnderLoad + ")");
            row("scored a minute afterwards", rate(scoredAfterwards * 60.0, drained) + " (" + scoredAfterwards + ")");
            row(
                    "resident memory of the server, MB at most",
                    server.megabytes().isPresent()
                            ? String.valueOf(server.megabytes().getAsLong())
                            : "unknown");
            row("processor seconds of the server alone, a second", rate(processor, loaded));
            row("books", books.state(submitters.acknowledged()));
        } finally {
            threads.shutdownNow();
        }
    }

    private void begin(ExecutorService threads, Submitters submitters, EventReaders readers, byte[] large) {
        AtomicInteger next = new AtomicInteger();
        // What already waits when the hour begins.
        submitters.handIn(next, options.backlog(), 0, Instant.now());
        Instant begin = Instant.now();
        int all = options.backlog() + options.submissions();
        double millisBetween = options.withinSeconds() * 1000.0 / options.submissions();
        for (int i = 0; i < SUBMITTERS; i++) {
            threads.execute(() -> submitters.handIn(next, all, millisBetween, begin));
        }
        for (int i = 0; i < options.uploads(); i++) {
            int first = options.teams() + i * LoadChallenge.TEAMS_OF_UPLOADER;
            threads.execute(() -> submitters.upload(first, large));
        }
        threads.execute(readers::run);
    }

    private void pageRows(PageReaders.Times times, double seconds) {
        int pages = times.sortedMicros().size();
        row("pages, a second, faults", pages + ", " + rate(pages, seconds) + ", " + times.faults());
        row(
                "seconds in which a page took longer than 300 ms",
                times.slowSeconds().size() + " " + times.slowSeconds());
        row(
                "page, ms: median, 95 %, 99 %, longest",
                Stream.of(0.5, 0.95, 0.99, 1.0)
                        .map(share -> String.valueOf(times.millis(share)))
                        .collect(Collectors.joining(", ")));
    }

    private void row(String name, String value) {
        report.printf("| %s | %s |%n", name, value);
    }

    private static double secondsSince(Instant start) {
        return Duration.between(start, Instant.now()).toMillis() / 1000.0;
    }

    private static String rate(double count, double seconds) {
        return String.format(Locale.ROOT, "%.1f", count / Math.max(seconds, 1e-3));
    }

    private static String loadAverage() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.exists(file) ? Files.readString(file).split(" ", 2)[0] : "unknown";
    }
}
