package org.substantia.challenge.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Engine;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.Store;
import org.substantia.challenge.worker.EngineOptions;

/** Makes a challenge from its description. */
public final class ChallengeSetup {
    private static final String ACTOR = "setup";

    private ChallengeSetup() {}

    /**
     * Makes the database, takes the truth and the files for participants in, and opens an account for every organizer.
     *
     * @param databaseUrl the database; it must hold no challenge
     * @param programVersion what scores
     * @return for every organizer's address a token with which the password is set
     * @throws IOException if the description or a file it names cannot be used; nothing is left half made that a second
     *     try would stumble over
     */
    public static Map<String, String> create(
            Path yaml, DataFolder data, String databaseUrl, String programVersion, Clock clock) throws IOException {
        ChallengeFile file = ChallengeFile.read(yaml);
        Path base = yaml.toAbsolutePath().getParent();
        for (ChallengeFile.PhaseEntry phase : file.phases()) {
            for (ChallengeFile.FileEntry entry : phase.fileList()) {
                if (!Files.isRegularFile(base.resolve(entry.path()))) {
                    throw new IOException(
                            yaml + ": phases." + phase.slug() + ".files: there is no " + base.resolve(entry.path()));
                }
            }
        }
        Files.createDirectories(data.path());
        try (Store store = new Store(Database.open(databaseUrl), clock)) {
            if (store.created()) {
                throw new IOException(data.path() + ": holds a challenge already; name an empty folder");
            }
            Map<String, TruthFolder.Taken> truths = new LinkedHashMap<>();
            for (ChallengeFile.PhaseEntry phase : file.phases()) {
                if (phase.truth() != null) {
                    truths.put(phase.slug(), TruthFolder.take(base.resolve(phase.truth()), phase.slug(), data));
                }
            }
            fill(store, file, truths, base, data, programVersion);
            return organizers(store, file);
        }
    }

    private static void fill(
            Store store,
            ChallengeFile file,
            Map<String, TruthFolder.Taken> truths,
            Path base,
            DataFolder data,
            String programVersion)
            throws IOException {
        store.phases().addTrack(new Track(Track.SEGMENTATION, 1, Metrics.TOTAL, Track.Direction.HIGHER, ""));
        store.phases().addTrack(new Track(Track.CLASSIFICATION, 2, Metrics.ACCURACY, Track.Direction.HIGHER, ""));
        Map<String, String> scoring = file.scoring() == null ? Map.of() : file.scoring();
        EngineOptions options = new EngineOptions(scoring.get("convention"), scoring.get("weights"));
        Engine engine = store.phases().engine(programVersion, options.text(), ACTOR);
        int seq = 0;
        for (ChallengeFile.PhaseEntry entry : file.phases()) {
            seq++;
            store.phases().addPhase(ChallengeFile.phase(entry, seq), ACTOR);
            entry.spans()
                    .forEach((kind, span) -> store.phases().setWindow(entry.slug(), kind, span[0], span[1], "", ACTOR));
            TruthFolder.Taken taken = truths.get(entry.slug());
            if (taken != null) {
                String truth = store.phases()
                        .addTruth(
                                entry.slug(),
                                taken.sha256(),
                                taken.folder(),
                                taken.cases().lines(),
                                ACTOR)
                        .id();
                store.phases().setScoring(entry.slug(), engine.id(), truth, ACTOR);
            }
            for (ChallengeFile.FileEntry named : entry.fileList()) {
                DataFiles.add(store, data, entry.slug(), base.resolve(named.path()), named, file.partSize());
            }
        }
        if (file.agreement() != null && !file.agreement().isBlank()) {
            store.datasets().setAgreement(file.agreement(), ACTOR);
        }
        store.create(Json.text(file.content()), ACTOR);
    }

    private static Map<String, String> organizers(Store store, ChallengeFile file) {
        Map<String, String> tokens = new LinkedHashMap<>();
        for (ChallengeFile.Organizer organizer : file.organizers()) {
            store.accounts()
                    .register(
                            new Accounts.Registration(
                                    organizer.email(),
                                    organizer.name() == null ? organizer.email() : organizer.name(),
                                    "",
                                    "",
                                    "",
                                    "",
                                    "en",
                                    "UTC"),
                            true)
                    .ifPresent(made -> {
                        store.accounts().confirmByLink(made.token());
                        tokens.put(organizer.email(), store.accounts().resetToken(made.account()));
                    });
        }
        return tokens;
    }
}
