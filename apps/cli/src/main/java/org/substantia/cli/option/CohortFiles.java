package org.substantia.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.layout.CaseFolder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Keeps a command from writing over the files of a cohort that it reads. Stateless. */
public final class CohortFiles {
    /** Read by other commands; nobody wants a page in their place. */
    private static final List<String> TABLES = List.of("labels.csv", "participants.tsv", "label_predict.csv");

    private CohortFiles() {}

    /**
     * To be called before anything is written.
     *
     * @param source the folder or archive that the cohort was opened from
     * @throws ParameterException if the output is the archive, or one of the cohort's images, masks, diagnoses and
     *     tables
     */
    public static void refuse(Path source, Cohort cohort, Path output, CommandSpec spec) throws IOException {
        if (!Files.exists(output)) {
            return;
        }
        if (!Files.isDirectory(source)) {
            Overwritten.refuse(source, output, spec);
            return;
        }
        for (String table : TABLES) {
            Overwritten.refuse(source.resolve(table), output, spec);
        }
        for (CaseFolder one : cohort.cases()) {
            for (ByteSource file : files(one)) {
                if (file.onDisk().isPresent()) {
                    Overwritten.refuse(file.onDisk().get(), output, spec);
                }
            }
        }
    }

    private static List<ByteSource> files(CaseFolder one) {
        List<ByteSource> files = new ArrayList<>(one.images().values());
        files.addAll(one.masks().values());
        files.addAll(one.predictedMasks());
        one.diagnosisFile().ifPresent(files::add);
        return files;
    }
}
