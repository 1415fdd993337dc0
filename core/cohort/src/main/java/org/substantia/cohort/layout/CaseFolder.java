package org.substantia.cohort.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.substantia.base.io.ByteSource;
import org.substantia.base.io.FileFaults;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.subject.Diagnosis;

/**
 * The files of one case: one patient in one session. Nothing is read until a source is opened, so a cohort of any size
 * costs only its file names. Immutable and safe to share between threads.
 *
 * @param id unique in its cohort; any text that is a file name
 * @param subject who was imaged: the id, unless the layout knows of several sessions of one subject
 * @param images the images there are
 * @param masks the reference masks there are
 * @param predictions the predicted masks there are
 * @param standIns the sixteen nuclei as predicted on other images of a case without a QSM, by the image on whose grid
 *     they lie
 * @param diagnosisFile {@code PD_pred.txt}, where there is one
 */
public record CaseFolder(
        String id,
        String subject,
        Map<Modality, ByteSource> images,
        Map<LabelScheme, ByteSource> masks,
        Map<LabelScheme, ByteSource> predictions,
        Map<Modality, ByteSource> standIns,
        Optional<ByteSource> diagnosisFile) {
    private static final int MAX_DIAGNOSIS_BYTES = 1024;

    public CaseFolder {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(diagnosisFile, "diagnosisFile");
        images = sorted(Modality.class, images);
        masks = sorted(LabelScheme.class, masks);
        predictions = sorted(LabelScheme.class, predictions);
        standIns = sorted(Modality.class, standIns);
    }

    /** Without nuclei on other images. */
    public CaseFolder(
            String id,
            String subject,
            Map<Modality, ByteSource> images,
            Map<LabelScheme, ByteSource> masks,
            Map<LabelScheme, ByteSource> predictions,
            Optional<ByteSource> diagnosisFile) {
        this(id, subject, images, masks, predictions, Map.of(), diagnosisFile);
    }

    private static <K extends Enum<K>> Map<K, ByteSource> sorted(Class<K> type, Map<K, ByteSource> sources) {
        Map<K, ByteSource> copy = new EnumMap<>(type);
        copy.putAll(sources);
        return Collections.unmodifiableMap(copy);
    }

    public Optional<ByteSource> image(Modality modality) {
        return Optional.ofNullable(images.get(modality));
    }

    /** The reference mask. */
    public Optional<ByteSource> mask(LabelScheme scheme) {
        return Optional.ofNullable(masks.get(scheme));
    }

    /** The predicted mask. */
    public Optional<ByteSource> prediction(LabelScheme scheme) {
        return Optional.ofNullable(predictions.get(scheme));
    }

    /** The sixteen nuclei as predicted, on the QSM or, of a case without one, on another image. */
    public Optional<PlacedMask> predictedNuclei() {
        return prediction(LabelScheme.QSM)
                .map(file -> new PlacedMask(file, Modality.QSM))
                .or(() -> standIns.entrySet().stream()
                        .map(entry -> new PlacedMask(entry.getValue(), entry.getKey()))
                        .findFirst());
    }

    /** The predicted masks, those of the sixteen nuclei on whichever image they lie. */
    public Map<LabelScheme, PlacedMask> placedPredictions() {
        Map<LabelScheme, PlacedMask> placed = PlacedMask.onOwnImages(predictions);
        predictedNuclei().ifPresent(nuclei -> placed.put(LabelScheme.QSM, nuclei));
        return placed;
    }

    /** The reference mask of the nuclei or, without one, the predicted one. */
    public Optional<PlacedMask> nuclei() {
        return mask(LabelScheme.QSM)
                .map(file -> new PlacedMask(file, Modality.QSM))
                .or(this::predictedNuclei);
    }

    /** The reference mask of the nigra in NM or, without one, the predicted one. */
    public Optional<PlacedMask> nigra() {
        return mask(LabelScheme.NM).or(() -> prediction(LabelScheme.NM)).map(file -> new PlacedMask(file, Modality.NM));
    }

    /** Whether {@link #nuclei} or {@link #nigra} is a predicted mask, for want of a reference mask. */
    public boolean fallsBackOnPredictions() {
        return (mask(LabelScheme.QSM).isEmpty() && nuclei().isPresent())
                || (mask(LabelScheme.NM).isEmpty() && nigra().isPresent());
    }

    /** All masks that were predicted: {@link #predictions}, then {@link #standIns}. */
    public List<ByteSource> predictedMasks() {
        List<ByteSource> all = new ArrayList<>(predictions.values());
        all.addAll(standIns.values());
        return all;
    }

    /**
     * Reads the diagnosis in {@code PD_pred.txt}; empty when the case has no such file.
     *
     * @throws CohortException if the file holds anything but {@code 0} or {@code 1} between spaces and line ends
     * @throws IOException naming the file, if it cannot be read
     */
    public Optional<Diagnosis> predictedDiagnosis() throws IOException {
        if (diagnosisFile.isEmpty()) {
            return Optional.empty();
        }
        ByteSource file = diagnosisFile.get();
        byte[] bytes;
        try (InputStream in = file.open()) {
            bytes = in.readNBytes(MAX_DIAGNOSIS_BYTES);
        } catch (CohortException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(file.name() + ": cannot be read: " + FileFaults.reason(e), e);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        // Windows editors put a byte order mark before the digit.
        Optional<Diagnosis> diagnosis = Diagnosis.parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
        if (diagnosis.isEmpty()) {
            throw new CohortException(
                    file.name(), "a predicted diagnosis is one digit, 0 (healthy) or 1 (Parkinson's disease)");
        }
        return diagnosis;
    }
}
