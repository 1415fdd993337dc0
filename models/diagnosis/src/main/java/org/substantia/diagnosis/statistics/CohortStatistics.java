package org.substantia.diagnosis.statistics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.cohort.LabelTable;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.layout.CaseFolder;
import org.substantia.cohort.subject.Diagnosis;

/**
 * Volumes and mean intensities of the nuclei of a cohort, for each case and by diagnosis. Reference masks are used or,
 * for cases without one, predicted masks. A structure that a mask lacks, or that reaches the border of its field of
 * view, has no volume. Labels are brought onto an image's grid where it differs from the mask's; the pars compacta is
 * only measured where the QSM and NM masks share a grid.
 *
 * @param cases those that could be measured, by id
 * @param failures those that could not
 */
public record CohortStatistics(List<CaseMeasures> cases, List<Failure> failures) {
    /**
     * A case that could not be measured.
     *
     * @param message why, naming the file
     * @param fault what the program did wrong or lacked, if the failure is no fault of the case
     */
    public record Failure(String caseId, String message, Optional<Throwable> fault) {}

    public CohortStatistics {
        cases = List.copyOf(cases);
        failures = List.copyOf(failures);
    }

    /**
     * Measures every case, several at a time, each with one image in memory; the results do not depend on the number of
     * threads.
     *
     * @param labels who has which diagnosis, where known
     * @param progress run after every case, from any thread
     */
    public static CohortStatistics of(Cohort cohort, Optional<LabelTable> labels, Workers workers, Runnable progress) {
        return of(cohort, labels, ImagePlaces.BY_HEADERS, workers, progress);
    }

    /**
     * The same of images that were brought together before masks were predicted on them.
     *
     * @param places where they lie; asked for cases that are measured in predicted masks
     */
    public static CohortStatistics of(
            Cohort cohort, Optional<LabelTable> labels, ImagePlaces places, Workers workers, Runnable progress) {
        List<CaseFolder> patients = cohort.cases();
        CaseMeasures[] measures = new CaseMeasures[patients.size()];
        Failure[] failed = new Failure[patients.size()];
        workers.forEach(patients.size(), i -> {
            CaseFolder patient = patients.get(i);
            Optional<Diagnosis> diagnosis = labels.flatMap(table -> table.diagnosisOf(patient));
            try {
                measures[i] = CaseMeter.of(patient, places).measure(diagnosis);
            } catch (IOException e) {
                failed[i] = new Failure(patient.id(), e.getMessage(), Optional.empty());
            } catch (RuntimeException | OutOfMemoryError e) {
                failed[i] = new Failure(patient.id(), String.valueOf(e.getMessage()), Optional.of(e));
            }
            progress.run();
        });
        List<CaseMeasures> done = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (int i = 0; i < measures.length; i++) {
            if (failed[i] == null) {
                done.add(measures[i]);
            } else {
                failures.add(failed[i]);
            }
        }
        return new CohortStatistics(done, failures);
    }

    /** Over the cases of one diagnosis, or over those without a label. */
    public Summary summary(Quantity quantity, Nucleus nucleus, Optional<Diagnosis> diagnosis) {
        return summarize(
                cases.stream().filter(c -> c.diagnosis().equals(diagnosis)).toList(), quantity, nucleus);
    }

    /** Over all cases. */
    public Summary summary(Quantity quantity, Nucleus nucleus) {
        return summarize(cases, quantity, nucleus);
    }

    private static Summary summarize(List<CaseMeasures> cases, Quantity quantity, Nucleus nucleus) {
        return Summary.of(cases.stream()
                .map(c -> c.get(quantity, nucleus))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray());
    }
}
