package org.substantia.pipeline.adaptation.diagnosis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.substantia.base.io.Sha256;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.training.PatientRecord;
import org.substantia.pipeline.CaseFailure;
import org.substantia.pipeline.LabeledCohort;
import org.substantia.pipeline.MeasuredCases;
import org.substantia.pipeline.input.FileDigests;

/**
 * The biomarkers of a cohort's labeled cases, measured once. Immutable.
 *
 * @param records by id
 * @param digest SHA-256 of labels, ages, sexes, and of the images and masks that were measured
 * @param failures cases that could not be measured
 */
public record BiomarkerCohort(SortedMap<String, PatientRecord> records, String digest, List<CaseFailure> failures) {
    public BiomarkerCohort {
        records = Collections.unmodifiableSortedMap(new TreeMap<>(records));
        failures = List.copyOf(failures);
    }

    /**
     * Measures what was not measured before.
     *
     * @param predicted what {@code predict} made of the cases, to measure in its masks; otherwise in the cases' own
     * @param cache folder of what was measured
     * @param version of the program, since another may measure otherwise
     * @param progress run after each case, from several threads
     * @throws IOException naming the file, if one cannot be read or written
     */
    public static BiomarkerCohort measure(
            LabeledCohort labeled,
            Optional<Cohort> predicted,
            Path cache,
            String version,
            Workers workers,
            Runnable progress)
            throws IOException {
        List<CaseFolder> cases = labeled.cases();
        String[] keys = new String[cases.size()];
        CaseFolder[] measured = new CaseFolder[cases.size()];
        Biomarkers[] biomarkers = new Biomarkers[cases.size()];
        CaseFailure[] failed = new CaseFailure[cases.size()];
        BiomarkerCache files = new BiomarkerCache(cache);
        try {
            workers.forEach(keys.length, i -> {
                try {
                    CaseFolder folder = cases.get(i);
                    keys[i] = key(folder, predicted.flatMap(p -> p.find(folder.id())), version);
                    Optional<Biomarkers> found = files.find(folder.id(), keys[i]);
                    if (found.isPresent()) {
                        biomarkers[i] = found.get();
                    } else {
                        MeasuredCases one = new LabeledCohort(List.of(folder), labeled.labels())
                                .measure(predicted, Workers.caller(), () -> {});
                        if (!one.failures().isEmpty()) {
                            failed[i] = one.failures().get(0);
                            return;
                        }
                        biomarkers[i] = one.biomarkers().get(0);
                        files.put(folder.id(), keys[i], biomarkers[i]);
                    }
                    measured[i] = folder;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    progress.run();
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return of(labeled.labels(), measured, biomarkers, keys, failed);
    }

    private static BiomarkerCohort of(
            LabelTable labels, CaseFolder[] cases, Biomarkers[] biomarkers, String[] keys, CaseFailure[] failed) {
        List<CaseFolder> kept = new ArrayList<>();
        List<Biomarkers> values = new ArrayList<>();
        SortedMap<String, String> lines = new TreeMap<>();
        for (int i = 0; i < cases.length; i++) {
            if (cases[i] != null) {
                kept.add(cases[i]);
                values.add(biomarkers[i]);
                LabelTable.Row row = labels.find(cases[i]).orElseThrow();
                lines.put(cases[i].id(), "%s %s %s %s".formatted(row.diagnosis(), row.age(), row.sex(), keys[i]));
            }
        }
        SortedMap<String, PatientRecord> records = new TreeMap<>();
        new LabeledCohort(kept, labels)
                .records(new MeasuredCases(kept, values, List.of()))
                .forEach(record -> records.put(record.id(), record));
        return new BiomarkerCohort(
                records,
                new Sha256().update(lines.toString()).hex(),
                Arrays.stream(failed).filter(failure -> failure != null).toList());
    }

    /**
     * Whether each of some patients has the disease.
     *
     * @param ids of the records
     */
    boolean[] parkinson(List<String> ids) {
        boolean[] parkinson = new boolean[ids.size()];
        for (int i = 0; i < parkinson.length; i++) {
            parkinson[i] = records.get(ids.get(i)).label() == Diagnosis.PARKINSON;
        }
        return parkinson;
    }

    /** Digest of the files that are measured and of who measures. */
    private static String key(CaseFolder images, Optional<CaseFolder> predicted, String version) throws IOException {
        Sha256 digest = new Sha256().update(version);
        FileDigests.add(digest, images, predicted);
        return digest.hex();
    }

    /** The diagnoses by id, for {@link org.substantia.pipeline.adaptation.AdaptationCohort}. */
    public Map<String, Optional<Diagnosis>> diagnoses() {
        Map<String, Optional<Diagnosis>> diagnoses = new TreeMap<>();
        records.forEach((id, record) -> diagnoses.put(id, Optional.of(record.label())));
        return diagnoses;
    }
}
