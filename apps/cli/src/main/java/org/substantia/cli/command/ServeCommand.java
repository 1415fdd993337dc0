package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.substantia.challenge.intake.DiskReserve;
import org.substantia.challenge.mail.MailServer;
import org.substantia.challenge.server.ChallengeServer;
import org.substantia.challenge.server.DemoChallenge;
import org.substantia.challenge.server.ReplayedChallenge;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.store.Store;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.SiteAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code substantia serve}: the challenge as a web site. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a challenge: teams, data, submissions, scoring, leaderboards, label release.",
            "One folder holds everything; \"substantia challenge create\" makes it "
                    + "(docs/how-to/run-a-challenge.md). Runs until it is stopped, and may be stopped in any way.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  substantia serve --demo",
            "  substantia serve --demo=2025",
            "  substantia serve --data challenge --port 8080"
        })
public final class ServeCommand implements Callable<Integer> {
    private static final long MEGABYTE = 1L << 20;
    /** More than any disk has, and few enough to be counted in bytes. */
    private static final long MAX_MEGABYTES = 1_000_000_000_000L;

    private static final String MADE_UP = "made-up";
    private static final String REPLAY = "2025";

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", description = "folder of the challenge")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "jdbc:postgresql://HOST/NAME?user=... (default: a SQLite file in the folder)")
    private Optional<String> database = Optional.empty();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "address to listen on (default: ${DEFAULT-VALUE})")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "N", description = "port to listen on (default: ${DEFAULT-VALUE})")
    private int port = 8080;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "what people type, such as https://challenge.example.org behind a proxy "
                    + "(default: http://localhost:PORT)")
    private Optional<String> baseUrl = Optional.empty();

    @Option(
            names = "--proxy",
            paramLabel = "ADDRESS",
            description = "address of a proxy on another machine, whose X-Forwarded-For tells who asks; one on this "
                    + "machine is always believed")
    private Optional<InetAddress> proxy = Optional.empty();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "submissions that are scored at a time (default: ${DEFAULT-VALUE})")
    private int workers = 1;

    @Option(
            names = "--max-upload",
            paramLabel = "MB",
            description = "size of the largest submission (default: ${DEFAULT-VALUE})")
    private long maxUploadMegabytes = 2048;

    @Option(
            names = "--keep-free",
            paramLabel = "MB",
            description = "space on the disk that new submissions leave free (default: a tenth of the disk, at most "
                    + "20480; 0 with --demo)")
    private Optional<Long> keepFreeMegabytes = Optional.empty();

    @Option(
            names = "--smtp",
            paramLabel = "URL",
            description = "mail server, such as smtps://user@mail.example.org:465, or smtp:// for STARTTLS; its "
                    + "password is read from the environment variable SUBSTANTIA_SMTP_PASSWORD (default: letters stay "
                    + "in the outbox)")
    private Optional<String> smtp = Optional.empty();

    @Option(names = "--mail-from", paramLabel = "ADDRESS", description = "what mail comes from; needed with --smtp")
    private Optional<String> mailFrom = Optional.empty();

    @Option(
            names = "--demo",
            arity = "0..1",
            fallbackValue = MADE_UP,
            paramLabel = "KIND",
            description = "run a demonstration, in a temporary folder or --data: made-up teams that hand in while one "
                    + "looks, or with 2025 a replay of the challenge of that year from its published figures")
    private Optional<String> demo = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        long keepFree = keepFreeMegabytes.orElse(0L);
        if (port < 0
                || port > 65_535
                || workers < 0
                || maxUploadMegabytes < 1
                || maxUploadMegabytes > MAX_MEGABYTES
                || keepFree < 0
                || keepFree > MAX_MEGABYTES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--port is 0 to 65535, --workers at least 0, --max-upload 1 to " + MAX_MEGABYTES
                            + ", --keep-free 0 to " + MAX_MEGABYTES);
        }
        Optional<URI> site = baseUrl.map(url -> SiteAddress.of(spec.commandLine(), "--base-url", url));
        if (data.isEmpty() && demo.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--data or --demo is needed");
        }
        if (demo.filter(kind -> !kind.equals(MADE_UP) && !kind.equals(REPLAY)).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--demo is " + MADE_UP + " or " + REPLAY + ", not " + demo.get());
        }
        boolean replay = demo.filter(REPLAY::equals).isPresent();
        DataFolder folder =
                new DataFolder(data.isPresent() ? data.get() : Files.createTempDirectory("substantia-demo"));
        if (data.isPresent() && demo.isEmpty() && !Files.isDirectory(folder.path())) {
            throw new IOException(folder.path() + ": is no folder; make the challenge with \"substantia challenge "
                    + "create challenge.yaml\"");
        }
        Files.createDirectories(folder.path());
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, workers));
        ChallengeServer.Options options = new ChallengeServer.Options(
                folder,
                Version.number(),
                database,
                host,
                port,
                site,
                proxy,
                // There is nothing to score with behind the figures of a replay.
                replay ? 0 : workers,
                threads,
                maxUploadMegabytes * MEGABYTE,
                reserve(),
                mailServer(),
                Store.DEFAULT_LEASE);
        boolean fresh = demo.isPresent() && !Files.exists(folder.path().resolve("demo"));
        if (fresh && replay) {
            ReplayedChallenge.create(folder, options.database(), Version.number());
        } else if (fresh) {
            DemoChallenge.create(folder, options.database(), Version.number(), Clock.systemUTC());
        }
        PrintWriter out = spec.commandLine().getOut();
        try (ChallengeServer server = ChallengeServer.start(options)) {
            out.println("The challenge runs at " + server.address());
            if (demo.isPresent()) {
                out.println("Sign in as " + DemoChallenge.ORGANIZER + " or "
                        + (replay ? "team1@example.org" : "amber@example.org") + ", password "
                        + DemoChallenge.PASSWORD + "; files are in " + folder.path());
            }
            out.flush();
            if (fresh && !replay) {
                Thread teams = new Thread(() -> DemoChallenge.play(folder, server.store()), "demo-teams");
                teams.setDaemon(true);
                teams.start();
            }
            waitForTheEnd();
        }
        return ExitCode.OK;
    }

    private DiskReserve reserve() {
        DiskReserve usual = demo.isPresent() ? DiskReserve.NONE : DiskReserve.STANDARD;
        return keepFreeMegabytes
                .map(megabytes -> DiskReserve.ofBytes(megabytes * MEGABYTE))
                .orElse(usual);
    }

    private Optional<MailServer> mailServer() {
        if (smtp.isPresent() != mailFrom.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--smtp and --mail-from are given together");
        }
        String password =
                Optional.ofNullable(System.getenv("SUBSTANTIA_SMTP_PASSWORD")).orElse("");
        try {
            return smtp.map(address -> MailServer.parse(address, mailFrom.get(), password));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Until the process is told to stop; then the server closes before the machine does. */
    private static void waitForTheEnd() throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.countDown();
                            try {
                                main.join(10_000);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "stop"));
        stop.await();
    }
}
