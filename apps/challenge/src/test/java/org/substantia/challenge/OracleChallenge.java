package org.substantia.challenge;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.substantia.testing.Repository;

/** The mask pairs of {@code examples/data} as the truth and a submission of a small challenge. */
public final class OracleChallenge {
    private static final Path ORACLE = Repository.root().resolve("examples/data/official-score-oracle");
    /** Cases that both sides have whole. */
    private static final List<String> CASES = List.of("RJPD_005", "RJPD_006", "RJPD_010");

    private static final List<String> PREDICTIONS = List.of("QSM_pred.nii.gz", "NM_pred.nii.gz");

    private OracleChallenge() {}

    /** Writes {@code truth/} with masks and labels. */
    public static Path truth(Path folder) throws IOException {
        Path truth = folder.resolve("truth");
        for (String id : CASES) {
            for (String mask : List.of("QSM_mask.nii.gz", "NM_mask.nii.gz")) {
                Files.createDirectories(truth.resolve(id));
                Files.copy(
                        ORACLE.resolve("truth").resolve(id).resolve(mask),
                        truth.resolve(id).resolve(mask));
            }
        }
        Files.writeString(truth.resolve("labels.csv"), "patient_id,label\nRJPD_005,1\nRJPD_006,0\nRJPD_010,1\n");
        return truth;
    }

    /** Writes a submission; {@code keep} says which of its entries it holds. */
    public static Path submission(Path file, String labels, Predicate<String> keep) throws IOException {
        return zip(file, labels, keep, OracleChallenge::prediction);
    }

    /** Writes a submission that is the truth itself, so far as masks go. */
    public static Path perfectSubmission(Path file, String labels) throws IOException {
        return zip(file, labels, name -> true, (id, mask) -> ORACLE.resolve("truth")
                .resolve(id)
                .resolve(mask.replace("_pred", "_mask")));
    }

    /** Where the content of a predicted mask lies. */
    @FunctionalInterface
    private interface Masks {
        Path of(String id, String mask) throws IOException;
    }

    private static Path zip(Path file, String labels, Predicate<String> keep, Masks masks) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String id : CASES) {
                for (String mask : PREDICTIONS) {
                    String name = "outputs/" + id + "/" + mask;
                    if (keep.test(name)) {
                        zip.putNextEntry(new ZipEntry(name));
                        Files.copy(masks.of(id, mask), zip);
                    }
                }
            }
            zip.putNextEntry(new ZipEntry("label_predict.csv"));
            zip.write(labels.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return file;
    }

    /** Takes the predictions of all cases one by one. */
    @FunctionalInterface
    public interface Taker {
        void take(String id, String name, Path content) throws IOException;
    }

    public static void addPredictions(Taker taker) throws IOException {
        for (String id : CASES) {
            for (String mask : PREDICTIONS) {
                taker.take(id, mask, prediction(id, mask));
            }
        }
    }

    private static Path prediction(String id, String mask) throws IOException {
        try (Stream<Path> files = Files.list(ORACLE.resolve("prediction").resolve(id))) {
            return files.filter(f -> f.getFileName().toString().startsWith(mask.substring(0, 2)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    public static Path submission(Path file) throws IOException {
        return submission(file, "patient_id,prediction\nRJPD_005,1\nRJPD_006,1\nRJPD_010,1\n", name -> true);
    }

    /** Writes {@code challenge.yaml}: one test phase, sealed, two attempts, open in the whole of 2030. */
    public static Path yaml(Path folder, String visibility) throws IOException {
        truth(folder);
        Files.writeString(folder.resolve("images.zip"), "images");
        Files.writeString(folder.resolve("masks.zip"), "masks");
        Path yaml = folder.resolve("challenge.yaml");
        Files.writeString(yaml, """
                slug: small
                title: {en: A small challenge, zh: 小型挑战赛}
                review: true
                allow: [hospital.example]
                agreement: I use the data for research only.
                organizers:
                  - {email: ada@example.org, name: Ada}
                  - {email: bo@example.org, name: Bo}
                pages:
                  home: {en: "# Welcome", zh: "# 欢迎"}
                phases:
                  - slug: test
                    title: {en: Test, zh: 测试}
                    attempts: {total: 2, rejected: 20}
                    entry: best
                    visibility: VISIBILITY
                    method: true
                    truth: truth
                    windows:
                      data: {from: "2029-12-01T00:00:00Z", to: "2031-01-01T00:00:00Z"}
                      submission: {from: "2030-01-01T00:00:00+08:00", to: "2030-12-31T23:59:59+08:00"}
                      results: {from: "2031-02-01T00:00:00Z", to: "2099-01-01T00:00:00Z"}
                    files:
                      - {path: images.zip, kind: images}
                      - {path: masks.zip, kind: labels}
                """.replace("VISIBILITY", visibility));
        return yaml;
    }
}
