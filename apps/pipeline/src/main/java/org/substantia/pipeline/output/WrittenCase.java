package org.substantia.pipeline.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.substantia.base.json.EnumNames;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.pipeline.AnalysisProvenance;
import org.substantia.pipeline.Assessor;
import org.substantia.segmentation.quality.QcFlag;
import org.substantia.segmentation.quality.QcStatus;

/**
 * A case as its folder among the results tells of it. {@code segmentation.json} is written last, so a case that has it
 * is whole; a case that failed in a part of a batch has {@code failure.json}. Immutable.
 */
public final class WrittenCase {
    private final Path folder;
    private final JsonNode segmentation;
    private final Optional<JsonNode> diagnosis;
    private final Optional<String> failure;

    private WrittenCase(Path folder, JsonNode segmentation, Optional<JsonNode> diagnosis, Optional<String> failure) {
        this.folder = folder;
        this.segmentation = segmentation;
        this.diagnosis = diagnosis;
        this.failure = failure;
    }

    /**
     * Reads a folder.
     *
     * @return empty if it holds no finished or failed case
     * @throws IOException naming the file that is not what this version writes
     */
    public static Optional<WrittenCase> read(Path folder) throws IOException {
        Path failed = folder.resolve(AnalysisWriter.FAILURE);
        if (Files.isRegularFile(failed)) {
            JsonNode failure = JsonFiles.read(failed);
            if (failure.path("case").asText().isEmpty()) {
                throw new IOException(failed + ": has no \"case\"; run the case again");
            }
            return Optional.of(new WrittenCase(
                    folder,
                    failure,
                    Optional.empty(),
                    Optional.of(failure.path("failure").asText())));
        }
        Path file = folder.resolve(AnalysisWriter.SEGMENTATION);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        JsonNode segmentation = JsonFiles.read(file);
        if (segmentation.path("schemaVersion").asInt() != SegmentationJson.SCHEMA_VERSION
                || segmentation.path("case").asText().isEmpty()) {
            throw new IOException(file + ": is of another version of the program; run the case again");
        }
        Path diagnosed = folder.resolve(AnalysisWriter.DIAGNOSIS);
        return Optional.of(new WrittenCase(
                folder,
                segmentation,
                Files.isRegularFile(diagnosed) ? Optional.of(JsonFiles.read(diagnosed)) : Optional.empty(),
                Optional.empty()));
    }

    public String id() {
        return segmentation.path("case").asText();
    }

    /** One line saying why the case has no result; empty for a case that has one. */
    public Optional<String> failure() {
        return failure;
    }

    /** Whether the failure is no fault of the case: the program's own, or for lack of memory. */
    public boolean isInternal() {
        return failure.isPresent() && segmentation.path("internal").asBoolean();
    }

    /** What the case was analyzed with; empty for one that failed. */
    public Optional<CaseOrigin> origin() {
        return failure.isPresent()
                ? Optional.empty()
                : Optional.of(new CaseOrigin(
                        segmentation.at("/provenance/version").asText(),
                        segmentation.at("/provenance/options").toString(),
                        segmentation.path("models").toString(),
                        diagnosis.map(file -> file.path("modelSha256").asText()).orElse("")));
    }

    /** @throws IOException naming the file, if it has no status */
    public QcStatus status() throws IOException {
        return parse(QcStatus.class, segmentation.path("status"));
    }

    /** What looks wrong with the case as a whole. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        segmentation.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        return warnings;
    }

    /** Names of the structures that a person should look at, each once. */
    public List<String> flagged() throws IOException {
        Set<String> flagged = new LinkedHashSet<>();
        for (JsonNode map : segmentation.path("outputs")) {
            for (Map.Entry<String, JsonNode> structure : map.path("structures").properties()) {
                for (JsonNode flag : structure.getValue().path("flags")) {
                    if (parse(QcFlag.class, flag).needsReview()) {
                        flagged.add(structure.getKey());
                    }
                }
            }
        }
        return List.copyOf(flagged);
    }

    /** @return empty if only label maps were asked for */
    public Optional<DiagnosisSummary> diagnosis() throws IOException {
        return diagnosis.isEmpty()
                ? Optional.empty()
                : Optional.of(DiagnosisSummary.read(
                        folder.resolve(AnalysisWriter.DIAGNOSIS).toString(), diagnosis.get()));
    }

    /**
     * How unsure the model was: the mean over the structures of 1 minus the confidence, 1 for one that was not found
     * although its place is in view. Not the largest, since the smallest nuclei are the least sure in every case. Empty
     * for a case without structures in view.
     *
     * @throws IOException naming the file, if a flag is unknown
     */
    public OptionalDouble doubt() throws IOException {
        List<Double> doubts = new ArrayList<>();
        for (JsonNode map : segmentation.path("outputs")) {
            for (JsonNode structure : map.path("structures")) {
                Set<QcFlag> flags = EnumSet.noneOf(QcFlag.class);
                for (JsonNode flag : structure.path("flags")) {
                    flags.add(parse(QcFlag.class, flag));
                }
                if (!flags.contains(QcFlag.OUT_OF_VIEW)) {
                    doubts.add(1 - structure.path("confidence").asDouble(0));
                }
            }
        }
        return doubts.stream().mapToDouble(doubt -> doubt).average();
    }

    /**
     * What the diagnosis rests on, the weightiest first; nothing without a diagnosis.
     *
     * @throws IOException naming the file that is not what this version writes
     */
    public List<WrittenMarker> evidence() throws IOException {
        List<WrittenMarker> markers = new ArrayList<>();
        for (JsonNode entry : diagnosis.map(file -> file.path("evidence")).orElse(MissingNode.getInstance())) {
            markers.add(marker(
                    folder.resolve(AnalysisWriter.DIAGNOSIS),
                    entry.path("feature").asText(),
                    entry));
        }
        return List.copyOf(markers);
    }

    /**
     * Everything that was measured; nothing if only label maps were asked for.
     *
     * @throws IOException naming the file that is not what this version writes
     */
    public List<WrittenMarker> biomarkers() throws IOException {
        Path file = folder.resolve(AnalysisWriter.BIOMARKERS);
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        List<WrittenMarker> markers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry :
                JsonFiles.read(file).path("biomarkers").properties()) {
            markers.add(marker(file, entry.getKey(), entry.getValue()));
        }
        return List.copyOf(markers);
    }

    private static WrittenMarker marker(Path file, String name, JsonNode entry) throws IOException {
        try {
            return new WrittenMarker(
                    BiomarkerId.parse(name),
                    entry.required("value").asDouble(),
                    number(entry, "z"),
                    number(entry, "parkinsonZ"),
                    number(entry, "logOdds"));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + name + ": " + e.getMessage(), e);
        }
    }

    private static OptionalDouble number(JsonNode entry, String key) {
        return entry.path(key).isNumber() ? OptionalDouble.of(entry.get(key).asDouble()) : OptionalDouble.empty();
    }

    /** The name of the report in the case's folder, if there is one. */
    public Optional<String> report() {
        return Files.isRegularFile(folder.resolve(AnalysisWriter.REPORT))
                ? Optional.of(AnalysisWriter.REPORT)
                : Optional.empty();
    }

    /**
     * Whether an analysis would give the same files: version, models, options, images, age and sex agree, and what the
     * case has written is still there.
     *
     * @param made what it would be made with; its device is those words of {@code cpu fp32} and the like that matter
     * @param assessor that it would be diagnosed with
     * @param reports whether there would be a report
     * @param images SHA-256 of the images
     * @throws IOException naming a file that cannot be read
     */
    public boolean isOf(
            AnalysisProvenance made,
            Optional<Assessor> assessor,
            boolean reports,
            Map<Modality, String> images,
            Demographics subject)
            throws IOException {
        return failure.isEmpty()
                && segmentation.path("provenance").equals(tree(SegmentationJson.provenance(id(), images, made)))
                && segmentation.path("models").equals(tree(made.models()))
                && hasItsFiles()
                && words(segmentation.path("device").asText()).containsAll(words(made.device()))
                && diagnosis.isPresent() == assessor.isPresent()
                && report().isPresent() == (reports && assessor.isPresent())
                && (assessor.isEmpty() || isDiagnosedBy(assessor.get(), subject));
    }

    /** Label maps and the diagnosis; a person may have removed some to have them made anew. */
    private boolean hasItsFiles() {
        for (Map.Entry<String, JsonNode> map : segmentation.path("outputs").properties()) {
            if (!Files.isRegularFile(folder.resolve(map.getKey()))) {
                return false;
            }
        }
        return diagnosis.isEmpty() || Files.isRegularFile(folder.resolve(AnalysisWriter.LABEL));
    }

    private static Set<String> words(String device) {
        return Arrays.stream(device.split("[ ,]+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }

    private boolean isDiagnosedBy(Assessor assessor, Demographics subject) throws IOException {
        JsonNode made = diagnosis.orElseThrow();
        JsonNode biomarkers = JsonFiles.read(folder.resolve(AnalysisWriter.BIOMARKERS));
        return made.path("model").asText().equals(assessor.name())
                && made.path("modelSha256").asText().equals(assessor.sha256())
                && Double.compare(
                                biomarkers.path("age").asDouble(Double.NaN),
                                subject.age().orElse(Double.NaN))
                        == 0
                && biomarkers
                        .path("sex")
                        .asText()
                        .equals(subject.sex().map(EnumNames::of).orElse(""));
    }

    private <E extends Enum<E>> E parse(Class<E> type, JsonNode text) throws IOException {
        try {
            return EnumNames.parse(type, text.asText());
        } catch (IllegalArgumentException e) {
            throw new IOException(folder.resolve(AnalysisWriter.SEGMENTATION) + ": holds " + e.getMessage(), e);
        }
    }

    /** As it would be read back from a file. */
    private static JsonNode tree(Object content) throws IOException {
        byte[] text = JsonFiles.line(content).getBytes(StandardCharsets.UTF_8);
        return JsonFiles.parse("provenance", text, JsonNode.class);
    }
}
