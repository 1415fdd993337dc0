package org.substantia.challenge.setup;

import java.nio.file.Path;
import org.substantia.challenge.model.DatasetFile;
import org.substantia.challenge.store.Database;

/** Where everything of a challenge lies. */
public record DataFolder(Path path) {
    /** Files for participants. */
    public Path datasets() {
        return path.resolve("datasets");
    }

    /** Where a file for participants lies. */
    public Path file(DatasetFile file) {
        return datasets().resolve(file.phase()).resolve(file.path());
    }

    /**
     * Where the sample submission for a phase lies.
     *
     * @param truth hash of the truth whose cases it has
     */
    public Path sample(String phase, String truth) {
        return path.resolve("samples").resolve(phase).resolve(truth + ".zip");
    }

    /** Versions of the truth; only the machines that score open them. */
    public Path truth() {
        return path.resolve("truth");
    }

    public Path blobs() {
        return path.resolve("blobs");
    }

    /** The built-in database. */
    Path database() {
        return path.resolve(Database.FILE);
    }

    public String sqliteUrl() {
        return Database.sqliteUrl(path);
    }
}
