package org.substantia.cohort.layout;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;

/** Gathers files into cases while a layout goes through a tree. */
final class CaseAssembler {
    /** Images on which the nuclei are predicted where there is no QSM. */
    static final List<Modality> STAND_IN_IMAGES = List.of(Modality.T1, Modality.NM);

    private static final String DIAGNOSIS_FILE = "PD_pred.txt";
    private static final List<String> EXTENSIONS = List.of(".nii.gz", ".nii");

    private final SortedMap<String, Draft> drafts = new TreeMap<>();

    /** A case as far as its files have been seen. */
    static final class Draft {
        private final String id;
        private final String subject;
        private final Map<Modality, ByteSource> images = new EnumMap<>(Modality.class);
        private final Map<LabelScheme, ByteSource> masks = new EnumMap<>(LabelScheme.class);
        private final Map<LabelScheme, ByteSource> predictions = new EnumMap<>(LabelScheme.class);
        private final Map<Modality, ByteSource> standIns = new EnumMap<>(Modality.class);
        private Optional<ByteSource> diagnosisFile = Optional.empty();

        private Draft(String id, String subject) {
            this.id = id;
            this.subject = subject;
        }

        void image(Modality modality, ByteSource file) throws CohortException {
            claim(images.putIfAbsent(modality, file), file);
        }

        boolean has(Modality modality) {
            return images.containsKey(modality);
        }

        void mask(LabelScheme scheme, ByteSource file) throws CohortException {
            claim(masks.putIfAbsent(scheme, file), file);
        }

        void prediction(LabelScheme scheme, ByteSource file) throws CohortException {
            claim(predictions.putIfAbsent(scheme, file), file);
        }

        private void standIn(Modality image, ByteSource file) throws CohortException {
            claim(standIns.putIfAbsent(image, file), file);
        }

        private void diagnosis(ByteSource file) throws CohortException {
            claim(diagnosisFile.orElse(null), file);
            diagnosisFile = Optional.of(file);
        }

        private void claim(ByteSource earlier, ByteSource file) throws CohortException {
            if (earlier != null) {
                throw new CohortException(
                        file.name(), "case " + id + " has " + earlier.name() + " for the same thing; keep one of them");
            }
        }

        private CaseFolder finish() {
            return new CaseFolder(id, subject, images, masks, predictions, standIns, diagnosisFile);
        }
    }

    /** The name of an image without {@code .nii.gz} or {@code .nii}; empty for other files. */
    static Optional<String> stemOf(String fileName) {
        for (String extension : EXTENSIONS) {
            if (fileName.endsWith(extension)) {
                return Optional.of(fileName.substring(0, fileName.length() - extension.length()));
            }
        }
        return Optional.empty();
    }

    Draft draft(String id, String subject) {
        return drafts.computeIfAbsent(id, key -> new Draft(id, subject));
    }

    /** Adds a file by the challenge's name for it; other names are ignored. */
    void addNamed(String id, String fileName, ByteSource file) throws CohortException {
        if (fileName.equals(DIAGNOSIS_FILE)) {
            draft(id, id).diagnosis(file);
            return;
        }
        for (Modality modality : Modality.values()) {
            if (isImage(fileName, modality.name() + ".nii.gz")) {
                draft(id, id).image(modality, file);
            }
        }
        for (LabelScheme scheme : LabelScheme.values()) {
            if (isImage(fileName, scheme.maskFileName())) {
                draft(id, id).mask(scheme, file);
            } else if (isImage(fileName, scheme.predictionFileName())) {
                draft(id, id).prediction(scheme, file);
            }
        }
        for (Modality image : STAND_IN_IMAGES) {
            if (isImage(fileName, LabelScheme.standInFileName(image))) {
                draft(id, id).standIn(image, file);
            }
        }
    }

    private static boolean isImage(String fileName, String expected) {
        Optional<String> stem = stemOf(fileName);
        return stem.isPresent() && stem.equals(stemOf(expected));
    }

    /** The cases gathered so far, by id. */
    List<CaseFolder> cases() {
        List<CaseFolder> cases = new ArrayList<>();
        drafts.values().forEach(draft -> cases.add(draft.finish()));
        return cases;
    }
}
