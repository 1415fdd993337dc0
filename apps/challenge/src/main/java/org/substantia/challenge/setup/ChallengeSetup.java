package org.substantia.challenge.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Engine;
import org.substantia.challenge.model.Track;
import org.substantia.challenge.rules.Metrics;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.store.Database;
import org.substantia.challenge.store.Store;

/** Makes a challenge from its description. */
public final class ChallengeSetup {
    private static final String ACTOR = "setup";

    private ChallengeSetup() {}

    /**
     * Makes the database, takes the truth and the files for participants in, and opens an account for every organizer.
     * A folder that is made for it is the owner's alone; the database in it and the truth always are.
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
        requireSources(yaml, file, base);
        if (Database.holdsChallenge(databaseUrl)) {
            throw new IOException(data.path() + ": holds a challenge already; name an empty folder");
        }
        OwnerOnly.newFolder(data.path());
        if (databaseUrl.equals(data.sqliteUrl()) && !Files.exists(data.database())) {
            // What SQLite lays beside it has the same permissions.
            OwnerOnly.newFile(data.database());
        }
        try (Store store = new Store(Database.open(databaseUrl), clock)) {
            Map<String, TruthFolder.Taken> truths = new LinkedHashMap<>();
            IdentityHashMap<ChallengeFile.FileEntry, DataFiles.Taken> files = new IdentityHashMap<>();
            for (ChallengeFile.PhaseEntry phase : file.phases()) {
                if (phase.truth() != null) {
                    truths.put(phase.slug(), TruthFolder.take(base.resolve(phase.truth()), phase.slug(), data));
                }
                for (ChallengeFile.FileEntry entry : phase.fileList()) {
                    files.put(
                            entry,
                            DataFiles.take(data, phase.slug(), base.resolve(entry.path()), entry, file.partSize()));
                }
            }
            return store.together(() -> {
                fill(store, file, truths, files, programVersion);
                return organizers(store, file);
            });
        }
    }

    /** Whether everything is there that the description names. */
    private static void requireSources(Path yaml, ChallengeFile file, Path base) throws IOException {
        for (ChallengeFile.PhaseEntry phase : file.phases()) {
            String name = yaml + ": phases." + phase.slug();
            try {
                if (phase.truth() != null && !Files.isDirectory(base.resolve(phase.truth()))) {
                    throw new IOException(name + ".truth: there is no folder " + base.resolve(phase.truth()));
                }
                for (ChallengeFile.FileEntry entry : phase.fileList()) {
                    if (!Files.isRegularFile(base.resolve(entry.path()))) {
                        throw new IOException(name + ".files: there is no " + base.resolve(entry.path()));
                    }
                }
            } catch (InvalidPathException e) {
                throw new IOException(name + ": " + e.getInput() + " cannot be the name of a file", e);
            }
        }
    }

    private static void fill(
            Store store,
            ChallengeFile file,
            Map<String, TruthFolder.Taken> truths,
            IdentityHashMap<ChallengeFile.FileEntry, DataFiles.Taken> files,
            String programVersion) {
        store.phases().addTrack(new Track(Track.SEGMENTATION, 1, Metrics.TOTAL, Track.Direction.HIGHER, ""));
        store.phases().addTrack(new Track(Track.CLASSIFICATION, 2, Metrics.ACCURACY, Track.Direction.HIGHER, ""));
        Engine engine =
                store.phases().engine(programVersion, file.engineOptions().text(), ACTOR);
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
                DataFiles.add(store, entry.slug(), files.get(named), named.mirrorList());
            }
        }
        if (file.agreement() != null) {
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
