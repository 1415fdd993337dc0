package org.substantia.challenge.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.substantia.base.random.RandomStream;
import org.substantia.challenge.intake.Blobs;
import org.substantia.challenge.intake.DiskReserve;
import org.substantia.challenge.intake.Intake;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Method;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.model.Upload;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.setup.ChallengeSetup;
import org.substantia.challenge.setup.DataFolder;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.store.Store;
import org.substantia.challenge.web.Passwords;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.nifti.Nifti;

/**
 * A challenge to look at: synthetic truth, twelve teams in both tracks, every phase, and submissions that come in and
 * are scored while one watches. Nothing in it is of a patient.
 */
public final class DemoChallenge {
    /** Of every account of the demonstration. */
    public static final String PASSWORD = "demonstration";

    public static final String ORGANIZER = "organizer@example.org";

    private static final Logger LOG = LoggerFactory.getLogger(DemoChallenge.class);
    private static final List<String> TEAMS = List.of(
            "Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Heath", "Iris", "Juniper", "Kelp", "Larch");
    private static final int CASES = 8;
    private static final int SIZE = 40;
    private static final Duration PACE = Duration.ofSeconds(4);

    private DemoChallenge() {}

    /** Makes the challenge in an empty folder. */
    public static void create(DataFolder data, String databaseUrl, String version, Clock clock) throws IOException {
        Path source = data.path().resolve("demo");
        for (String phase : List.of("validation", "test")) {
            truth(source.resolve(phase), phase);
        }
        Files.writeString(source.resolve("images.txt"), "Images of the demonstration would lie here.\n");
        Path yaml = source.resolve("challenge.yaml");
        Files.writeString(yaml, yaml(clock.instant()));
        var tokens = ChallengeSetup.create(yaml, data, databaseUrl, version, clock);
        try (Store store = new Store(org.substantia.challenge.store.Database.open(databaseUrl), clock)) {
            String hash = Passwords.hash(PASSWORD);
            tokens.values().forEach(token -> store.accounts().resetPassword(token, hash));
            for (String name : TEAMS) {
                String leader = participant(
                        store,
                        new Accounts.Registration(
                                name.toLowerCase(Locale.ROOT) + "@example.org",
                                name + " Leader",
                                "Institute of " + name,
                                "",
                                "demonstration",
                                hash,
                                "en",
                                "UTC"));
                store.teams().create(leader, name, "Institute of " + name, name + " Leader", true);
            }
            store.teams()
                    .createUnranked(
                            store.accounts().organizers().get(0).id(), "Baseline", Team.Kind.BASELINE, "Organizers");
            store.messages()
                    .publishNews(
                            "Welcome",
                            "This is a **demonstration**: synthetic masks, made-up teams.",
                            store.accounts().organizers().get(0));
        }
    }

    /** Makes an account whose address is confirmed and who has signed the agreement. */
    static String participant(Store store, Accounts.Registration registration) {
        Accounts.Confirmation made =
                store.accounts().register(registration, false).orElseThrow();
        store.accounts().confirmByLink(made.token());
        store.datasets().sign(made.account(), 1, "");
        return made.account();
    }

    private static String yaml(Instant now) {
        return """
                slug: demo
                title: {en: Demonstration challenge, zh: 演示挑战赛}
                tagline:
                  en: Segment deep gray matter and tell Parkinson's disease. Synthetic data, made-up teams.
                  zh: 分割深部灰质并判别帕金森病。合成数据，虚构队伍。
                review: true
                allow: [example.org]
                agreement: I use these synthetic data for looking at the demonstration only.
                organizers:
                  - {email: organizer@example.org, name: Organizer}
                  - {email: second@example.org, name: Second organizer}
                pages:
                  tasks:
                    en: "Track 1: segment the nuclei in QSM and NM. Track 2: tell patients (1) from controls (0)."
                    zh: "赛道一：在 QSM 与 NM 上分割核团。赛道二：区分患者（1）与对照（0）。"
                  evaluation:
                    en: "Total: weighted sum of Dice and Hausdorff distance over all regions, at most 10.96. Accuracy."
                    zh: "总分：各区域 Dice 与 Hausdorff 距离的加权和，最高 10.96。分类：准确率。"
                  rules: {en: "Public data and models only.", zh: "仅限公开数据与模型。"}
                  about: {en: "A demonstration of Substantia.", zh: "Substantia 的演示。"}
                phases:
                  - slug: training
                    title: {en: Training, zh: 训练}
                    windows:
                      data: {from: "PAST", to: "FUTURE"}
                    files:
                      - {path: images.txt, kind: images}
                  - slug: validation
                    title: {en: Validation, zh: 验证}
                    attempts: {total: 20}
                    entry: best
                    visibility: live
                    truth: validation
                    windows:
                      submission: {from: "PAST", to: "FUTURE"}
                      results: {from: "FUTURE", to: "LATER"}
                  - slug: test
                    title: {en: Test, zh: 测试}
                    attempts: {total: 2}
                    entry: last
                    visibility: sealed
                    method: true
                    truth: test
                    windows:
                      submission: {from: "PAST", to: "FUTURE"}
                      results: {from: "FUTURE", to: "LATER"}
                  - slug: open
                    title: {en: Open benchmark, zh: 开放基准}
                    attempts: {total: 0, month: 5}
                    entry: best
                    visibility: live
                    truth: validation
                    windows:
                      submission: {from: "FUTURE", to: "LATER"}
                """.replace("PAST", now.minus(Duration.ofDays(10)).toString())
                .replace("FUTURE", now.plus(Duration.ofDays(20)).toString())
                .replace("LATER", now.plus(Duration.ofDays(2000)).toString());
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "DEMO_%03d", number);
    }

    private static void truth(Path folder, String phase) throws IOException {
        StringBuilder labels = new StringBuilder("patient_id,label\n");
        for (int c = 1; c <= CASES; c++) {
            Files.createDirectories(folder.resolve(id(c)));
            for (LabelScheme scheme : LabelScheme.values()) {
                Nifti.write(folder.resolve(id(c)).resolve(scheme.maskFileName()), mask(scheme, phase, c, "truth", 0));
            }
            labels.append(id(c)).append(',').append(label(phase, c)).append('\n');
        }
        Files.writeString(folder.resolve("labels.csv"), labels);
    }

    private static int label(String phase, int c) {
        return new RandomStream(phase.hashCode() * 31L + c).nextInt(2);
    }

    /**
     * Blocks for nuclei; a weaker team gets more of their border wrong.
     *
     * @param error 0 for the truth, 1 for mostly wrong borders
     */
    private static LabelMap mask(LabelScheme scheme, String phase, int c, String team, double error) {
        Geometry geometry = Geometry.axisAligned(SIZE, SIZE, SIZE / 2, 1, 1, 2);
        byte[] labels = new byte[geometry.voxelCount()];
        RandomStream shape = new RandomStream(phase.hashCode() * 1000L + c);
        RandomStream noise = new RandomStream(team.hashCode() * 1000L + c);
        for (Nucleus nucleus : scheme.nuclei()) {
            int label = scheme.labelOf(nucleus).getAsInt();
            int x0 = 2 + 9 * (label % 4);
            int y0 = 2 + 7 * (label / 4);
            int wide = 4 + shape.nextInt(3);
            for (int z = 6; z < 12; z++) {
                for (int y = y0; y < y0 + 5; y++) {
                    for (int x = x0; x < x0 + wide; x++) {
                        boolean border = z == 6 || z == 11 || y == y0 || y == y0 + 4 || x == x0 || x == x0 + wide - 1;
                        if (!border || noise.nextDouble() >= error) {
                            labels[geometry.index(x, y, z)] = (byte) label;
                        }
                    }
                }
            }
        }
        return LabelMap.ofBytes(geometry, labels);
    }

    private static byte[] submission(Path work, String phase, String team, double error) throws IOException {
        Path zipFile = Files.createTempFile(work, "demo", ".zip");
        try {
            try (OutputStream out = Files.newOutputStream(zipFile);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                StringBuilder labels = new StringBuilder("patient_id,prediction\n");
                RandomStream noise = new RandomStream(team.hashCode() * 77L);
                for (int c = 1; c <= CASES; c++) {
                    for (LabelScheme scheme : LabelScheme.values()) {
                        Path mask = work.resolve("mask.nii.gz");
                        Nifti.write(mask, mask(scheme, phase, c, team, error));
                        zip.putNextEntry(new ZipEntry("outputs/" + id(c) + "/" + scheme.predictionFileName()));
                        Files.copy(mask, zip);
                    }
                    boolean wrong = noise.nextDouble() < error / 2;
                    int truth = label(phase, c);
                    labels.append(id(c))
                            .append(',')
                            .append(wrong ? 1 - truth : truth)
                            .append('\n');
                }
                zip.putNextEntry(new ZipEntry("label_predict.csv"));
                zip.write(labels.toString().getBytes(StandardCharsets.UTF_8));
            }
            return Files.readAllBytes(zipFile);
        } finally {
            Files.deleteIfExists(zipFile);
        }
    }

    /** Lets the teams hand in, one after the other, each a little better every time. Ends when interrupted. */
    public static void play(DataFolder data, Store store) {
        Intake intake = new Intake(store, new Blobs(data.path()), data.path(), 1L << 26, DiskReserve.NONE);
        List<Team> teams = store.teams().all();
        try {
            Path work = Files.createTempDirectory(data.path(), "play");
            for (int round = 0; round < 8; round++) {
                for (int i = 0; i < teams.size(); i++) {
                    Thread.sleep(round == 0 ? PACE.toMillis() / 8 : PACE.toMillis());
                    double error = Math.max(0.02, 0.65 - 0.04 * i - 0.06 * round);
                    hand(intake, store, work, teams.get(i), "validation", error, round);
                    if (round < 2) {
                        hand(intake, store, work, teams.get(i), "test", error, round);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("the demonstration's teams stopped: {}", e.toString());
        }
    }

    private static void hand(Intake intake, Store store, Path work, Team team, String phase, double error, int round)
            throws IOException {
        byte[] content = submission(work, phase, team.name() + round, error);
        String account = store.teams().members(team.id()).get(0).account();
        Method method = new Method("Method " + (round + 1), "made up", "", "none", "none");
        try {
            Upload upload = intake.open(
                    team.id(),
                    account,
                    phase,
                    content.length,
                    team.name() + ".zip",
                    Optional.empty(),
                    Optional.of(Json.text(method)));
            intake.append(upload, 0, new ByteArrayInputStream(content));
        } catch (RefusedException e) {
            // The team has used its attempts, or an organizer of the demonstration has changed the rules.
            LOG.debug("{}", e.getMessage());
        }
    }
}
