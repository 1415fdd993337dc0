package org.substantia.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.substantia.base.io.AtomicFiles;
import org.substantia.base.io.OutputFolders;
import org.substantia.base.text.Format;
import org.substantia.challenge.container.CommandEngine;
import org.substantia.challenge.container.ContainerEngine;
import org.substantia.challenge.container.ContainerReport;
import org.substantia.challenge.container.ContainerVerification;
import org.substantia.challenge.container.ImageLimits;
import org.substantia.challenge.container.NamespaceEngine;
import org.substantia.challenge.container.SignedReport;
import org.substantia.challenge.intake.Blobs;
import org.substantia.challenge.intake.DiskReserve;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Image;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.server.ChallengeServer;
import org.substantia.challenge.setup.Backup;
import org.substantia.challenge.setup.ChallengeFile;
import org.substantia.challenge.setup.ChallengeSetup;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.setup.ExistingChallenge;
import org.substantia.challenge.setup.TruthFolder;
import org.substantia.challenge.store.Store;
import org.substantia.cli.console.ExitCode;
import org.substantia.cli.console.Version;
import org.substantia.cli.option.SiteAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code substantia challenge}: making a challenge and keeping it. */
@Command(
        name = "challenge",
        mixinStandardHelpOptions = true,
        description = {"Makes, backs up, restores and verifies a challenge that \"serve\" runs.", ""},
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ChallengeCommand.Create.class,
            ChallengeCommand.BackupCommand.class,
            ChallengeCommand.Restore.class,
            ChallengeCommand.Verify.class,
            ChallengeCommand.AddTruth.class,
            ChallengeCommand.Mirrors.class,
            ChallengeCommand.VerifyImage.class,
            ChallengeCommand.Work.class
        })
public final class ChallengeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    /** {@code substantia challenge create}. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a challenge from its description: copies the truth and the files for participants into the "
                        + "folder and opens an account for every organizer.",
                ""
            },
            footer = {"", "Example:", "  substantia challenge create challenge.yaml --data challenge"})
    static final class Create implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "YAML", description = "description of the challenge")
        private Path yaml;

        @Option(names = "--data", required = true, paramLabel = "DIR", description = "new folder for the challenge")
        private Path data;

        @Option(names = "--database", paramLabel = "URL", description = "jdbc:postgresql://... instead of SQLite")
        private Optional<String> database = Optional.empty();

        @Option(
                names = "--base-url",
                paramLabel = "URL",
                description = "what people will type, for the links that are printed (default: ${DEFAULT-VALUE})")
        private String baseUrl = "http://localhost:8080";

        @Override
        public Integer call() throws IOException {
            URI site = SiteAddress.of(spec.commandLine(), "--base-url", baseUrl);
            DataFolder folder = new DataFolder(data);
            Map<String, String> tokens = ChallengeSetup.create(
                    yaml, folder, database.orElse(folder.sqliteUrl()), Version.number(), Clock.systemUTC());
            PrintWriter out = spec.commandLine().getOut();
            out.println("The challenge is in " + data + ". Each organizer sets a password within two hours of this:");
            tokens.forEach((email, token) -> out.println("  " + email + "  " + site + "/reset-password/" + token));
            return ExitCode.OK;
        }
    }

    /** Options of all that work on a challenge. */
    abstract static class OnChallenge implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Option(names = "--data", required = true, paramLabel = "DIR", description = "folder of the challenge")
        Path data;

        @Option(names = "--database", paramLabel = "URL", description = "jdbc:postgresql://... instead of SQLite")
        Optional<String> database = Optional.empty();

        DataFolder folder() throws IOException {
            if (!Files.isDirectory(data)) {
                throw new IOException(data + ": is no folder of a challenge");
            }
            return new DataFolder(data);
        }

        /** Of a challenge that is there: a mistyped folder must not be told to be whole. */
        Store store() throws IOException {
            return ExistingChallenge.open(folder(), database, Clock.systemUTC(), Store.DEFAULT_LEASE);
        }
    }

    /** {@code substantia challenge backup}. */
    @Command(
            name = "backup",
            mixinStandardHelpOptions = true,
            description = {"Copies a challenge, also while it runs, into a new folder with the hashes of all files.", ""
            },
            footer = {"", "Example:", "  substantia challenge backup backups/monday --data challenge"})
    static final class BackupCommand extends OnChallenge {
        @Parameters(index = "0", paramLabel = "BACKUP", description = "new folder for the backup")
        private Path target;

        @Override
        public Integer call() throws IOException {
            try (Store store = store()) {
                Backup.backup(folder(), store, target);
            }
            spec.commandLine().getOut().println("Backup: " + target);
            return ExitCode.OK;
        }
    }

    /** {@code substantia challenge restore}. */
    @Command(
            name = "restore",
            mixinStandardHelpOptions = true,
            description = {"Puts a backup into a new folder, after checking the hashes of all its files.", ""},
            footer = {"", "Example:", "  substantia challenge restore backups/monday --data challenge"})
    static final class Restore implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "BACKUP", description = "folder of the backup")
        private Path backup;

        @Option(names = "--data", required = true, paramLabel = "DIR", description = "new folder for the challenge")
        private Path data;

        @Override
        public Integer call() throws IOException {
            Backup.restore(backup, data);
            spec.commandLine().getOut().println("Restored: " + data);
            return ExitCode.OK;
        }
    }

    /** {@code substantia challenge verify}. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Checks that everything is as it was written: the audit log, frozen boards, submissions, the truth.",
                ""
            },
            footer = {"", "Example:", "  substantia challenge verify --data challenge"})
    static final class Verify extends OnChallenge {
        @Override
        public Integer call() throws IOException {
            List<String> faults;
            try (Store store = store()) {
                faults = Backup.verify(folder(), store);
            }
            PrintWriter out = spec.commandLine().getOut();
            faults.forEach(out::println);
            if (faults.isEmpty()) {
                out.println("Everything is as it was written.");
            }
            return faults.isEmpty() ? ExitCode.OK : ExitCode.DATA;
        }
    }

    /** {@code substantia challenge add-truth}. */
    @Command(
            name = "add-truth",
            mixinStandardHelpOptions = true,
            description = {
                "Takes in a corrected version of a phase's truth. It counts once a re-score with it is published.",
                ""
            },
            footer = {"", "Example:", "  substantia challenge add-truth test corrected --data challenge"})
    static final class AddTruth extends OnChallenge {
        @Parameters(index = "0", paramLabel = "PHASE", description = "slug of the phase")
        private String phase;

        @Parameters(index = "1", paramLabel = "TRUTH", description = "folder of the truth")
        private Path truth;

        @Override
        public Integer call() throws IOException {
            try (Store store = store()) {
                if (store.phases().find(phase).isEmpty()) {
                    throw new IOException(data + ": has no phase " + phase);
                }
                TruthFolder.Taken taken = TruthFolder.take(truth, phase, folder());
                store.phases()
                        .addTruth(
                                phase,
                                taken.sha256(),
                                taken.folder(),
                                taken.cases().lines(),
                                "setup");
                spec.commandLine().getOut().println("Truth of " + phase + ": " + taken.sha256());
            }
            return ExitCode.OK;
        }
    }

    /** {@code substantia challenge mirrors}. */
    @Command(
            name = "mirrors",
            mixinStandardHelpOptions = true,
            description = {
                "Says where else a file for participants lies. The page of the data shows the addresses beside the "
                        + "file's SHA-256; the server never goes there. Without an address, there are none any more.",
                ""
            },
            footer = {
                "",
                "Example:",
                "  substantia challenge mirrors test test-images.zip https://mirror.example.org/test-images.zip \\",
                "    --data challenge"
            })
    static final class Mirrors extends OnChallenge {
        @Parameters(index = "0", paramLabel = "PHASE", description = "slug of the phase")
        private String phase;

        @Parameters(index = "1", paramLabel = "FILE", description = "name of the file as participants see it")
        private String file;

        @Parameters(index = "2..*", paramLabel = "URL", arity = "0..*", description = "https addresses, in order")
        private List<String> urls = List.of();

        @Override
        public Integer call() throws IOException {
            for (String url : urls) {
                if (!ChallengeFile.isMirror(url)) {
                    throw new ParameterException(spec.commandLine(), url + ": is no https address");
                }
            }
            try (Store store = store()) {
                store.datasets().setMirrors(phase, file, urls, "setup");
            } catch (RefusedException e) {
                throw new IOException(data + ": phase " + phase + " has no file " + file, e);
            }
            return ExitCode.OK;
        }
    }

    /** {@code substantia challenge verify-image}. */
    @Command(
            name = "verify-image",
            mixinStandardHelpOptions = true,
            description = {
                "Verifies a team's container image, as docker save writes it: looks at it without running it, runs it "
                        + "without a network under limits, on public cases first, compares what it writes with what "
                        + "the team submitted, and signs a report on all of it.",
                ""
            },
            footer = {
                "",
                "Example:",
                "  substantia challenge verify-image team.tar --data challenge --public sample-cases \\",
                "    --cases test-images --submission 7d1f... --out team-report.json"
            })
    static final class VerifyImage extends OnChallenge {
        private static final long GIGABYTE = 1L << 30;
        /** Engines round to hundredths, and some take 0 for no limit. */
        private static final double MIN_CORES = 0.01;

        /** What runs an image. */
        private enum Engine {
            NAMESPACES,
            DOCKER,
            PODMAN
        }

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "IMAGE",
                description = "the image, a tar archive (default: the one that the team of --submission sent)")
        private Optional<Path> image = Optional.empty();

        @Option(
                names = "--public",
                required = true,
                paramLabel = "DIR",
                description = "folder of public cases for the dry run: ID/{T1,QSM,NM}.nii.gz")
        private Path publicCases;

        @Option(
                names = "--cases",
                paramLabel = "DIR",
                description = "folder of the phase's cases; without it the dry run is all")
        private Optional<Path> cases = Optional.empty();

        @Option(
                names = "--submission",
                paramLabel = "ID",
                description = "submission with which the outputs are compared")
        private Optional<String> submission = Optional.empty();

        @Option(
                names = "--engine",
                paramLabel = "NAME",
                defaultValue = "namespaces",
                description = "what runs the image: namespaces (need Linux and root), docker or podman "
                        + "(default: ${DEFAULT-VALUE})")
        private Engine engine;

        @Option(
                names = "--seconds",
                paramLabel = "S",
                description = "time for each case by the clock (default: ${DEFAULT-VALUE})")
        private double seconds = 30;

        @Option(
                names = "--memory",
                paramLabel = "GB",
                description = "memory of all its processes together (default: ${DEFAULT-VALUE})")
        private int memoryGigabytes = 64;

        @Option(names = "--cores", paramLabel = "N", description = "cores that it may keep busy (default: all)")
        private Optional<Double> cores = Optional.empty();

        @Option(
                names = "--dice",
                paramLabel = "D",
                description = "least Dice of any structure with the submitted mask (default: ${DEFAULT-VALUE})")
        private double minDice = 0.99;

        @Option(names = "--out", paramLabel = "FILE", description = "the signed report (default: ${DEFAULT-VALUE})")
        private Path out = Path.of("image-report.json");

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (seconds <= 0 || memoryGigabytes < 1 || minDice < 0 || minDice > 1) {
                throw new ParameterException(
                        spec.commandLine(), "--seconds and --memory are above 0, --dice is from 0 to 1");
            }
            if (cores.filter(n -> !(n >= MIN_CORES)).isPresent()) {
                throw new ParameterException(spec.commandLine(), "--cores is at least " + MIN_CORES);
            }
            if (image.isEmpty() && submission.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "IMAGE or --submission is needed");
            }
            if (submission.isPresent() && cases.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--submission needs --cases");
            }
            OutputFolders.requireWritableFile(out);
            ContainerEngine chosen =
                    engine == Engine.NAMESPACES ? new NamespaceEngine() : new CommandEngine(Format.lowerCase(engine));
            Optional<String> reason = chosen.unavailable();
            if (reason.isPresent()) {
                throw new IOException("the image cannot be run here: " + reason.get() + "; another --engine may do");
            }
            if (image.filter(file -> !Files.isRegularFile(file)).isPresent()) {
                throw new IOException(image.get() + ": is no file");
            }
            DataFolder folder = folder();
            // Before anything is run or written there.
            store().close();
            Optional<Upload> sent = image.isPresent() ? Optional.empty() : Optional.of(sent());
            Path file = sent.isPresent()
                    ? new Blobs(folder.path()).path(sent.get().sha256().orElseThrow())
                    : image.orElseThrow();
            Path work = Files.createDirectories(folder.path().resolve("work"));
            ContainerVerification verification = new ContainerVerification(
                    chosen,
                    ImageLimits.standard(),
                    memoryGigabytes * GIGABYTE,
                    cores.orElse((double) Runtime.getRuntime().availableProcessors()),
                    seconds,
                    minDice);
            ContainerReport report = verification.verify(
                    new ContainerVerification.Task(
                            file.toAbsolutePath(),
                            sent.map(Upload::fileName)
                                    .orElseGet(() -> file.getFileName().toString()),
                            publicCases,
                            cases,
                            submitted(folder),
                            work.toAbsolutePath()),
                    Version.number(),
                    Clock.systemUTC());
            SignedReport signed = SignedReport.sign(report, folder.path().resolve("report.key"));
            AtomicFiles.writeText(out, Json.text(signed) + "\n");
            try (Store store = store()) {
                store.audit()
                        .note(
                                "setup",
                                "verify image",
                                "image " + report.image().sha256(),
                                report.passed() ? "passed" : "did not pass");
                if (submission.isPresent()
                        && store.images().report(submission.get(), report.passed(), Json.text(signed), "setup")) {
                    spec.commandLine().getOut().println("The team and the board are told.");
                }
            }
            print(report);
            return report.passed() ? ExitCode.OK : ExitCode.DATA;
        }

        /** The image that the team of the submission sent. */
        private Upload sent() throws IOException {
            try (Store store = store()) {
                return store.images()
                        .find(submission.get())
                        .flatMap(Image::upload)
                        .flatMap(store.uploads()::find)
                        .orElseThrow(() -> new IOException(data + ": no image of submission " + submission.get()
                                + " has arrived; name a file, or ask the team for it on the page All submissions"));
            }
        }

        private Optional<Path> submitted(DataFolder folder) throws IOException {
            if (submission.isEmpty()) {
                return Optional.empty();
            }
            try (Store store = store()) {
                String sha256 = store.submissions()
                        .find(submission.get())
                        .orElseThrow(() -> new IOException(data + ": has no submission " + submission.get()))
                        .sha256();
                return Optional.of(new Blobs(folder.path()).path(sha256).toAbsolutePath());
            }
        }

        private void print(ContainerReport report) {
            PrintWriter printer = spec.commandLine().getOut();
            report.findings()
                    .forEach(line -> printer.println((line.error() ? "error: " : "warning: ") + line.message()));
            report.dryRun().ifPresent(stage -> stage(printer, "Dry run", stage));
            report.run().ifPresent(stage -> stage(printer, "Run", stage));
            report.agreement().ifPresent(a -> {
                printer.printf(
                        Locale.ROOT,
                        "Compared: %d of %d masks are the same, least Dice %.4f; %d of %d labels are the same%n",
                        a.identical(),
                        a.masks(),
                        a.lowestDice(),
                        a.equalLabels(),
                        a.labels());
                a.differing().forEach(printer::println);
            });
            printer.println((report.passed() ? "Passed: " : "Did not pass: ") + out);
        }

        private static void stage(PrintWriter printer, String name, ContainerReport.Stage stage) {
            printer.printf(
                    Locale.ROOT,
                    "%s: %s, %.1f s a case, exit status %d%s%n",
                    name,
                    Format.count(stage.cases(), "case"),
                    stage.secondsPerCase(),
                    stage.status(),
                    stage.exceeded().map(limit -> ", ended at " + limit).orElse(""));
            stage.missing().forEach(printer::println);
            if (stage.status() != 0 && !stage.output().isEmpty()) {
                printer.println(stage.output());
            }
        }
    }

    /** {@code substantia challenge work}. */
    @Command(
            name = "work",
            mixinStandardHelpOptions = true,
            description = {"Checks and scores beside a running server, on the same database and folder.", ""},
            footer = {"", "Example:", "  substantia challenge work --data challenge --workers 4"})
    static final class Work extends OnChallenge {
        @Option(
                names = "--workers",
                paramLabel = "N",
                description = "submissions that are scored at a time (default: ${DEFAULT-VALUE})")
        private int workers = 1;

        @Override
        public Integer call() throws IOException, InterruptedException {
            int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, workers));
            ChallengeServer.Options options = new ChallengeServer.Options(
                    folder(),
                    Version.number(),
                    database,
                    "",
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    workers,
                    threads,
                    Long.MAX_VALUE,
                    // It takes no uploads: the server beside it knows its own reserve and raises the alarm, once.
                    DiskReserve.NONE,
                    Optional.empty(),
                    Store.DEFAULT_LEASE);
            try (ChallengeServer running = ChallengeServer.startWorkers(options)) {
                spec.commandLine().getOut().println("Working on " + data);
                spec.commandLine().getOut().flush();
                new CountDownLatch(1).await();
            }
            return ExitCode.OK;
        }
    }
}
