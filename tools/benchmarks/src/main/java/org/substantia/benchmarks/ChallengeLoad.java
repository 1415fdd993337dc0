package org.substantia.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.substantia.base.random.RandomStream;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.setup.ChallengeSetup;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.Store;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;

/**
 * The last hour of a challenge against the real server process: teams hand in, others upload large files, everybody
 * reads pages and watches states. Reports how long pages took, how fast the queue was drained and what the server
 * needed; and whether the books are right afterwards.
 */
public final class ChallengeLoad {
    private static final int PIECE = 4 << 20;
    private static final int SUBMITTERS = 8;
    private static final int TEAMS_OF_UPLOADER = 6;
    private static final long SLOW_MICROS = 300_000;
    private static final int MAX_IN_FLIGHT = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EVENTS = "text/event-stream";

    private final Map<String, String> options;
    private final Path out;
    private final DataFolder data;
    /** People do not share connections: who uploads does not hold up who reads. */
    private final HttpClient client = client();

    private final HttpClient uploading = client();
    private final HttpClient watching = client();
    private final List<String> tokens = new ArrayList<>();
    private final Map<String, String> submissionOfToken = new ConcurrentHashMap<>();
    private final List<Long> pageMicros = new ArrayList<>();
    private final TreeSet<Integer> slowSeconds = new TreeSet<>();
    private final AtomicInteger pageFaults = new AtomicInteger();
    private final AtomicInteger handedIn = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong uploadedBytes = new AtomicLong();
    private final AtomicInteger uploads = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger readersOpen = new AtomicInteger();
    private final AtomicInteger readersLost = new AtomicInteger();
    private final List<Long> residentKilobytes = new ArrayList<>();
    private volatile boolean stop;
    private int port;

    private ChallengeLoad(Map<String, String> options, Path out) {
        this.options = options;
        this.out = out;
        this.data = new DataFolder(out.resolve("data"));
    }

    /** @param args an empty folder, the program, then options: see {@code tools/benchmarks/challenge-load.sh} */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int i = 2; i + 1 < args.length; i += 2) {
            options.put(args[i].substring(2), args[i + 1]);
        }
        new ChallengeLoad(options, Path.of(args[0])).run(Path.of(args[1]), System.out);
        System.exit(0);
    }

    private int option(String name, int value) {
        return Integer.parseInt(options.getOrDefault(name, String.valueOf(value)));
    }

    private void run(Path program, PrintStream report) throws Exception {
        int teams = option("teams", 200);
        int submissions = option("submissions", 1000);
        int cases = option("cases", 100);
        int seconds = option("seconds", 120);
        prepare(teams, cases);
        List<Map<String, byte[]>> predictions = new ArrayList<>();
        for (int quality = 0; quality < 4; quality++) {
            predictions.add(predictions(cases, quality));
        }
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        byte[] large = large(predictions.get(0));
        String loadBefore = load();
        Process server = new ProcessBuilder(
                        program.toString(),
                        "serve",
                        "--data",
                        data.path().toString(),
                        "--port",
                        String.valueOf(port),
                        "--workers",
                        String.valueOf(option("workers", 1)))
                .redirectErrorStream(true)
                .redirectOutput(out.resolve("server.log").toFile())
                .start();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Store store = new Store(Database.open(data.sqliteUrl()), Clock.systemUTC())) {
            awaitReady(server);
            AtomicInteger next = new AtomicInteger();
            int backlog = option("backlog", 40);
            // What already waits when the hour begins, so that there is always something to score.
            handIn(next, backlog, 0, Instant.now(), predictions);
            Instant begin = Instant.now();
            double millisBetween = option("within-seconds", 3600) * 1000.0 / submissions;
            for (int i = 0; i < SUBMITTERS; i++) {
                threads.execute(() -> handIn(next, backlog + submissions, millisBetween, begin, predictions));
            }
            for (int i = 0; i < option("uploads", 5); i++) {
                int first = teams + i * TEAMS_OF_UPLOADER;
                threads.execute(() -> upload(first, large));
            }
            threads.execute(() -> watch(option("readers", 1000)));
            // A server that has run for a while: its code is compiled.
            pages(option("pages", 200), option("warm-seconds", 60));
            pageMicros.clear();
            slowSeconds.clear();
            uploads.set(0);
            uploadedBytes.set(0);
            pageFaults.set(0);
            int scoredBefore = scored(store);
            double cpuBefore = processorSeconds(server);
            Instant start = Instant.now();
            threads.execute(() -> sample(server));
            pages(option("pages", 200), seconds);
            int scoredUnderLoad = scored(store) - scoredBefore;
            Duration loaded = Duration.between(start, Instant.now());
            double cpu = processorSeconds(server) - cpuBefore;
            stop = true;
            String loadDuring = load();
            Instant drainStart = Instant.now();
            drain(store, option("drain-seconds", 0));
            Duration drained = Duration.between(drainStart, Instant.now());
            int scored = scored(store);
            report.printf("| | |%n|---|---|%n");
            row(report, "teams, cases of a submission", teams + ", " + cases);
            row(report, "load average before and at the end", loadBefore + ", " + loadDuring);
            row(report, "processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
            row(report, "seconds under load", String.valueOf(loaded.toSeconds()));
            pageRows(report, loaded);
            row(report, "submissions handed in, refused", handedIn + ", " + refused);
            row(
                    report,
                    "large uploads, MB/s",
                    uploads + ", " + rate(uploadedBytes.get() / 1e6, loaded.toMillis() / 1000.0));
            row(report, "readers of live events, lost, events", readersOpen + ", " + readersLost + ", " + events);
            row(
                    report,
                    "scored a minute under load",
                    rate(scoredUnderLoad * 60.0, loaded.toMillis() / 1000.0) + " (" + scoredUnderLoad + ")");
            row(
                    report,
                    "scored a minute afterwards",
                    rate((scored - scoredBefore - scoredUnderLoad) * 60.0, drained.toMillis() / 1000.0) + " ("
                            + (scored - scoredBefore - scoredUnderLoad) + ")");
            row(report, "resident memory of the server, MB at most", megabytes());
            row(report, "processor seconds of the server alone, a second", rate(cpu, loaded.toMillis() / 1000.0));
            row(report, "books", books(store));
        } finally {
            threads.shutdownNow();
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly().waitFor();
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    private static void row(PrintStream report, String name, String value) {
        report.printf("| %s | %s |%n", name, value);
    }

    private static String rate(double count, double seconds) {
        return String.format(Locale.ROOT, "%.1f", count / Math.max(seconds, 1e-3));
    }

    private static String load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.exists(file) ? Files.readString(file).split(" ", 2)[0] : "unknown";
    }

    // The challenge, its teams and their files.

    private void prepare(int teams, int cases) throws IOException {
        Path truth = Files.createDirectories(out.resolve("truth"));
        for (Map.Entry<String, byte[]> entry : masks(cases, 0, true).entrySet()) {
            Path file = truth.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
        Path yaml = out.resolve("challenge.yaml");
        Instant now = Instant.now();
        Files.writeString(
                yaml, """
                slug: load
                title: {en: Load}
                review: false
                agreement: Made-up data.
                organizers:
                  - {email: organizer@example.org, name: Organizer}
                pages:
                  home: {en: "Made-up data for measuring."}
                phases:
                  - slug: test
                    title: {en: Test}
                    attempts: {total: 100, rejected: 100000}
                    entry: best
                    visibility: live
                    truth: truth
                    windows:
                      submission: {from: "FROM", to: "TO"}
                """.replace("FROM", now.minus(Duration.ofDays(1)).toString())
                        .replace("TO", now.plus(Duration.ofDays(1)).toString()));
        ChallengeSetup.create(yaml, data, data.sqliteUrl(), "load", Clock.systemUTC());
        try (Store store = new Store(Database.open(data.sqliteUrl()), Clock.systemUTC())) {
            for (int i = 0; i < teams + option("uploads", 5) * TEAMS_OF_UPLOADER; i++) {
                Accounts.Confirmation made = store.accounts()
                        .register(
                                new Accounts.Registration(
                                        "leader" + i + "@example.org", "Leader " + i, "H", "", "", "-", "en", "UTC"),
                                false)
                        .orElseThrow();
                store.accounts().confirmByLink(made.token());
                store.datasets().sign(made.account(), 1, "");
                store.teams().create(made.account(), "Team " + i, "Hospital", "Leader " + i, true);
                tokens.add(store.accounts().apiToken(made.account()));
            }
        }
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "LOAD_%03d", number);
    }

    private Map<String, byte[]> predictions(int cases, int quality) throws IOException {
        return masks(cases, 0.1 * (quality + 1), false);
    }

    /** Masks of blocks and a table of labels by their names in a folder of the truth or a submission. */
    private Map<String, byte[]> masks(int cases, double error, boolean truth) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        StringBuilder labels = new StringBuilder(truth ? "patient_id,label\n" : "patient_id,prediction\n");
        Path mask = out.resolve("mask.nii.gz");
        RandomStream noise = new RandomStream(Double.hashCode(error));
        for (int c = 1; c <= cases; c++) {
            for (LabelScheme scheme : LabelScheme.values()) {
                Nifti.write(mask, blocks(scheme, error, noise));
                String name = truth ? scheme.maskFileName() : scheme.predictionFileName();
                files.put((truth ? "" : "outputs/") + id(c) + "/" + name, Files.readAllBytes(mask));
            }
            boolean wrong = noise.nextDouble() < error;
            labels.append(id(c)).append(',').append((c + (wrong ? 1 : 0)) % 2).append('\n');
        }
        files.put(truth ? "labels.csv" : "label_predict.csv", labels.toString().getBytes(StandardCharsets.UTF_8));
        Files.delete(mask);
        return files;
    }

    private LabelMap blocks(LabelScheme scheme, double error, RandomStream noise) {
        int size = option("grid", 64);
        int step = size / 4;
        Geometry geometry = Geometry.axisAligned(size, size, size / 2, 1, 1, 2);
        byte[] labels = new byte[geometry.voxelCount()];
        for (Nucleus nucleus : scheme.nuclei()) {
            int label = scheme.labelOf(nucleus).getAsInt();
            int x0 = 2 + step * (label % 4);
            int y0 = 2 + step * (label / 4 % 4);
            for (int z = size / 8; z < size / 4; z++) {
                for (int y = y0; y < y0 + step / 2; y++) {
                    for (int x = x0; x < x0 + step / 2; x++) {
                        boolean border = x == x0 || y == y0;
                        if (!border || noise.nextDouble() >= error) {
                            labels[geometry.index(x, y, z)] = (byte) label;
                        }
                    }
                }
            }
        }
        return LabelMap.ofBytes(geometry, labels);
    }

    /** What is packed already is stored as it is: thousands of archives cost little to make. */
    private static byte[] zip(Map<String, byte[]> files, String extraName, byte[] extra) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                store(zip, file.getKey(), file.getValue());
            }
            store(zip, extraName, extra);
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        entry.setSize(content.length);
        zip.putNextEntry(entry);
        zip.write(content);
    }

    // The people.

    private HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private void awaitReady(Process server) throws IOException, InterruptedException {
        Instant end = Instant.now().plusSeconds(120);
        while (Instant.now().isBefore(end) && server.isAlive()) {
            try {
                if (client.send(request("/api/v1/health/ready", "").build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException e) {
                // Not yet.
            }
            Thread.sleep(100);
        }
        throw new IOException("the server did not start: " + Files.readString(out.resolve("server.log")));
    }

    /**
     * Hands in up to a number of submissions. The one after the backlog is due at the start, the next after a pause.
     */
    private void handIn(
            AtomicInteger next,
            int submissions,
            double millisBetween,
            Instant start,
            List<Map<String, byte[]>> predictions) {
        int teams = option("teams", 200);
        for (int i = next.getAndIncrement(); i < submissions && !stop; i = next.getAndIncrement()) {
            Instant due = start.plusMillis((long) ((i - option("backlog", 40)) * millisBetween));
            String token = tokens.get(i % teams);
            try {
                TimeUnit.MILLISECONDS.sleep(
                        Math.max(0, Duration.between(Instant.now(), due).toMillis()));
                byte[] number = String.valueOf(i).getBytes(StandardCharsets.UTF_8);
                String location =
                        send(token, zip(predictions.get(i % predictions.size()), "number.txt", number), false);
                if (location.isEmpty()) {
                    refused.incrementAndGet();
                    continue;
                }
                handedIn.incrementAndGet();
                submissionOfToken.put(token, location.substring(location.lastIndexOf('/') + 1));
            } catch (IOException e) {
                refused.incrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A submission with a part that no scorer reads. */
    private byte[] large(Map<String, byte[]> predictions) throws IOException {
        byte[] filler = new byte[option("upload-mb", 20) << 20];
        RandomStream random = new RandomStream(1);
        for (int i = 0; i < filler.length; i += 8) {
            filler[i] = (byte) random.nextInt(256);
        }
        return zip(predictions, "notes/figures.bin", filler);
    }

    /** Checks a large file again and again, for the next team where one has as many waiting as it may. */
    private void upload(int first, byte[] content) {
        int team = 0;
        while (!stop) {
            try {
                if (!send(tokens.get(first + team), content, true).isEmpty()) {
                    uploads.incrementAndGet();
                    uploadedBytes.addAndGet(content.length);
                } else {
                    team = (team + 1) % TEAMS_OF_UPLOADER;
                    Thread.sleep(200);
                }
            } catch (IOException e) {
                refused.incrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** @return where the upload stands; empty when it was refused */
    private String send(String token, byte[] content, boolean check) throws IOException, InterruptedException {
        Map<String, String> metadata = new LinkedHashMap<>(Map.of("filename", "team.zip", "phase", "test"));
        metadata.put(check ? "check" : "name", "1");
        HttpResponse<Void> created = uploading.send(
                request("/api/v1/uploads", token)
                        .header("Upload-Length", String.valueOf(content.length))
                        .header(
                                "Upload-Metadata",
                                metadata.entrySet().stream()
                                        .map(e -> e.getKey() + " "
                                                + Base64.getEncoder()
                                                        .encodeToString(
                                                                e.getValue().getBytes(StandardCharsets.UTF_8)))
                                        .collect(Collectors.joining(",")))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        if (created.statusCode() != 201) {
            return "";
        }
        String location = created.headers().firstValue("Location").orElseThrow();
        for (int offset = 0; offset < content.length; offset += PIECE) {
            int length = Math.min(PIECE, content.length - offset);
            HttpResponse<Void> sent = uploading.send(
                    request(location, token)
                            .header("Upload-Offset", String.valueOf(offset))
                            .header("Content-Type", "application/offset+octet-stream")
                            .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(content, offset, length))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            if (sent.statusCode() != 204) {
                throw new IOException("an upload answered " + sent.statusCode());
            }
            if (check) {
                // A line of so many kilobytes a second.
                TimeUnit.MILLISECONDS.sleep(length / option("upload-speed", 500));
            }
        }
        return location;
    }

    /** Readers watch uploads of their teams, as the page of an upload does. */
    private void watch(int readers) {
        try {
            for (int i = 0; i < readers && !stop; i++) {
                List<Map.Entry<String, String>> known = List.copyOf(submissionOfToken.entrySet());
                if (known.isEmpty()) {
                    Thread.sleep(50);
                    i--;
                    continue;
                }
                Map.Entry<String, String> one = known.get(i % known.size());
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/uploads/" + one.getValue() + "/events"))
                        .header("Authorization", "Bearer " + one.getKey())
                        .header("Accept", EVENTS)
                        .build();
                var unused = watching.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                        .whenComplete((answer, fault) -> {
                            if (fault == null) {
                                listen(answer);
                            } else {
                                readersLost.incrementAndGet();
                            }
                        });
                // They come within half a minute.
                Thread.sleep(30_000 / readers);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(HttpResponse<Stream<String>> answer) {
        if (answer.statusCode() != 200) {
            readersLost.incrementAndGet();
            return;
        }
        readersOpen.incrementAndGet();
        Thread listener = new Thread(() -> {
            try (Stream<String> lines = answer.body()) {
                lines.filter(line -> line.startsWith("data:")).forEach(line -> events.incrementAndGet());
            } catch (RuntimeException e) {
                // It ended, which is counted below.
            }
            if (!stop) {
                readersLost.incrementAndGet();
            }
        });
        listener.setDaemon(true);
        listener.start();
    }

    /** Pages at a steady rate, each timed from when it should have been asked for. */
    private void pages(int aSecond, int seconds) throws InterruptedException {
        Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
        long start = System.nanoTime();
        int all = aSecond * seconds;
        for (int i = 0; i < all; i++) {
            long due = start + (long) (i * 1e9 / aSecond);
            long wait = due - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            inFlight.acquire();
            String token = i % 2 == 0 ? "" : tokens.get(i % tokens.size());
            String path = page(i, token);
            var unused = client.sendAsync(
                            request(path, token)
                                    .header("Accept-Encoding", "gzip")
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .whenComplete((answer, fault) -> {
                        inFlight.release();
                        long micros = (System.nanoTime() - due) / 1000;
                        synchronized (pageMicros) {
                            pageMicros.add(micros);
                            if (micros > SLOW_MICROS) {
                                slowSeconds.add((int) TimeUnit.NANOSECONDS.toSeconds(due - start));
                            }
                        }
                        if (fault != null || answer.statusCode() != 200) {
                            pageFaults.incrementAndGet();
                        }
                    });
        }
        inFlight.acquire(MAX_IN_FLIGHT);
    }

    private static String page(int i, String token) {
        List<String> open = List.of(
                "/", "/leaderboard/test/segmentation", "/schedule", "/leaderboard/test/classification", "/rules");
        List<String> own = List.of("/submit", "/submissions", "/leaderboard/test/segmentation", "/team", "/inbox");
        return (token.isEmpty() ? open : own).get(i / 2 % 5);
    }

    private void sample(Process server) {
        Path status = Path.of("/proc/" + server.pid() + "/status");
        try {
            while (!stop && Files.exists(status)) {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmRSS:")) {
                        residentKilobytes.add(Long.parseLong(line.replaceAll("[^0-9]", "")));
                    }
                }
                Thread.sleep(1000);
            }
        } catch (IOException | InterruptedException e) {
            // The process ended.
        }
    }

    private static int scored(Store store) {
        return (int) store.submissions().all().stream()
                .filter(s -> s.state() == Submission.State.SCORED)
                .count();
    }

    /** Waits until what was handed in is scored. */
    private void drain(Store store, int seconds) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(seconds);
        while (Instant.now().isBefore(end) && scored(store) < handedIn.get()) {
            Thread.sleep(1000);
        }
    }

    /** User and system time of the process itself, without what it started. */
    private static double processorSeconds(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    // The report.

    private void pageRows(PrintStream report, Duration loaded) {
        long[] sorted;
        synchronized (pageMicros) {
            sorted = pageMicros.stream().mapToLong(Long::longValue).sorted().toArray();
        }
        row(
                report,
                "pages, a second, faults",
                sorted.length + ", " + rate(sorted.length, loaded.toMillis() / 1000.0) + ", " + pageFaults);
        row(report, "seconds in which a page took longer than 300 ms", slowSeconds.size() + " " + slowSeconds);
        row(
                report,
                "page, ms: median, 95 %, 99 %, longest",
                Arrays.stream(new double[] {0.5, 0.95, 0.99, 1})
                        .mapToObj(q ->
                                String.valueOf(sorted[(int) Math.min(sorted.length - 1, q * sorted.length)] / 1000))
                        .collect(Collectors.joining(", ")));
    }

    private String megabytes() {
        return residentKilobytes.isEmpty()
                ? "unknown"
                : String.valueOf(residentKilobytes.stream()
                                .mapToLong(Long::longValue)
                                .max()
                                .getAsLong()
                        / 1024);
    }

    /** Whether every upload that was acknowledged is a submission or still on its way, and none is there twice. */
    private String books(Store store) {
        List<Submission> all = store.submissions().all();
        long distinct = all.stream().map(Submission::upload).distinct().count();
        long waiting = 0;
        for (String upload : submissionOfToken.values()) {
            boolean arrived = store.submissions().byUpload(upload).isPresent();
            boolean onItsWay = store.uploads()
                    .find(upload)
                    .filter(u -> u.state() == org.substantia.challenge.model.Upload.State.CHECKING)
                    .isPresent();
            waiting += arrived || onItsWay ? 0 : 1;
        }
        return all.size() + " submissions, " + (all.size() - distinct) + " twice, " + waiting + " lost; log "
                + store.audit().fault().orElse("whole");
    }
}
