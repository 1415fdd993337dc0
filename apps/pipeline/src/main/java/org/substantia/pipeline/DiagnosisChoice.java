package org.substantia.pipeline;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import org.substantia.diagnosis.classification.DiagnosisModel;

/**
 * Which diagnosis model an analysis uses, if any.
 *
 * @param kind where the model comes from
 * @param file of the model; empty unless it comes from a file
 */
public record DiagnosisChoice(Kind kind, String file) implements Serializable {
    /** Where the model comes from. */
    public enum Kind {
        /** No model: nothing is measured and nothing diagnosed. */
        NONE,
        BUNDLED,
        FILE
    }

    /** Label maps only. */
    public static DiagnosisChoice none() {
        return new DiagnosisChoice(Kind.NONE, "");
    }

    public static DiagnosisChoice bundled() {
        return new DiagnosisChoice(Kind.BUNDLED, "");
    }

    public static DiagnosisChoice of(Path file) {
        return new DiagnosisChoice(Kind.FILE, file.toString());
    }

    /**
     * Opens the model.
     *
     * @return empty where nothing is diagnosed
     * @throws IOException naming the file, if it cannot be read
     */
    public Optional<Assessor> open() throws IOException {
        return switch (kind) {
            case NONE -> Optional.empty();
            case BUNDLED -> Optional.of(new Assessor(DiagnosisModel.builtIn(), DiagnosisModel.BUILT_IN));
            case FILE -> {
                Path path = Path.of(file);
                yield Optional.of(new Assessor(
                        DiagnosisModel.read(path), path.getFileName().toString()));
            }
        };
    }
}
