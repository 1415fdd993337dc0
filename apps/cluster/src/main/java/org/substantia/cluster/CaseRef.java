package org.substantia.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.io.ByteSource;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.subject.Sex;

/**
 * A case as it travels to an executor: files that every machine finds, and what the driver read of tables.
 *
 * @param id of the case
 * @param subject who was imaged
 * @param images files by modality
 * @param masks files of reference masks by scheme
 * @param predictions files of predicted masks by scheme
 * @param age in years, NaN if it is not known
 * @param sex name of the constant, empty if it is not known
 */
record CaseRef(
        String id,
        String subject,
        HashMap<Modality, FileRef> images,
        HashMap<LabelScheme, FileRef> masks,
        HashMap<LabelScheme, FileRef> predictions,
        double age,
        String sex)
        implements Serializable {
    static CaseRef of(CaseFolder folder, Demographics known) {
        return new CaseRef(
                folder.id(),
                folder.subject(),
                refs(folder.images()),
                refs(folder.masks()),
                refs(folder.predictions()),
                known.age().orElse(Double.NaN),
                known.sex().map(Sex::name).orElse(""));
    }

    private static <K> HashMap<K, FileRef> refs(Map<K, ByteSource> files) {
        HashMap<K, FileRef> refs = new HashMap<>();
        files.forEach((key, file) -> refs.put(key, FileRef.of(file)));
        return refs;
    }

    /** The case's files; nothing is opened. */
    CaseFolder folder() {
        return new CaseFolder(
                id,
                subject,
                sources(Modality.class, images),
                sources(LabelScheme.class, masks),
                sources(LabelScheme.class, predictions),
                Optional.empty());
    }

    private static <K extends Enum<K>> Map<K, ByteSource> sources(Class<K> type, Map<K, FileRef> refs) {
        Map<K, ByteSource> sources = new EnumMap<>(type);
        refs.forEach((key, file) -> sources.put(key, file.source()));
        return sources;
    }

    Demographics demographics() {
        return new Demographics(
                Double.isNaN(age) ? OptionalDouble.empty() : OptionalDouble.of(age),
                sex.isEmpty() ? Optional.empty() : Optional.of(Sex.valueOf(sex)));
    }

    /** @throws MachineException if this machine does not see a file that the driver listed */
    void requireVisible() throws IOException {
        List<FileRef> all = new ArrayList<>(images.values());
        all.addAll(masks.values());
        all.addAll(predictions.values());
        for (FileRef file : all) {
            Storage.requireVisible(file.address());
        }
    }
}
