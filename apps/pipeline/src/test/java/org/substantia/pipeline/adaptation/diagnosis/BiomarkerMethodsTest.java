package org.substantia.pipeline.adaptation.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.training.PatientRecord;
import org.substantia.pipeline.adaptation.AdaptationOutcome;
import org.substantia.pipeline.adaptation.AdaptationTask;

@Tag("slow")
class BiomarkerMethodsTest {
    private static final int TRAINING = 80;
    private static final int PATIENTS = 120;

    @TempDir
    Path folder;

    /** Iron tells a little, pigment much; every third patient has no NM image. */
    @Test
    void aPatientIsAssessedByTheClassifierOfTheImagesThereAre() throws IOException {
        RandomStream random = new RandomStream(3);
        SortedMap<String, PatientRecord> both = new TreeMap<>();
        SortedMap<String, PatientRecord> ironAlone = new TreeMap<>();
        for (int k = 0; k < PATIENTS; k++) {
            boolean ill = k % 2 == 1;
            Map<BiomarkerId, Double> values = new LinkedHashMap<>();
            for (String name : List.of("SN_r.qsm.mean", "SN_l.qsm.mean", "RN_r.qsm.mean", "RN_l.qsm.mean")) {
                values.put(BiomarkerId.parse(name), 120 + (ill ? 6 : 0) + 10 * random.nextGaussian());
            }
            ironAlone.put(id(k), record(k, values, ill));
            for (String name : List.of("SN_r.nm.contrast", "SN_l.nm.contrast")) {
                double value = 0.2 - (ill ? 0.1 : 0) + 0.04 * random.nextGaussian();
                if (hasNm(k)) {
                    values.put(BiomarkerId.parse(name), value);
                }
            }
            both.put(id(k), record(k, values, ill));
        }

        AdaptationOutcome outcome = run(both);
        AdaptationOutcome iron = run(ironAlone);

        int right = 0;
        int having = 0;
        for (int k = TRAINING; k < PATIENTS; k++) {
            Map<String, Double> found = outcome.cases().get(id(k));
            if (hasNm(k)) {
                having++;
                right += found.get("predicted").equals(found.get("truth")) ? 1 : 0;
            } else {
                assertThat(found).isEqualTo(iron.cases().get(id(k)));
            }
        }
        assertThat((double) right / having).isGreaterThan(0.85);
        assertThat(outcome.trainedWeights()).isGreaterThan(iron.trainedWeights());
    }

    private AdaptationOutcome run(SortedMap<String, PatientRecord> records) throws IOException {
        return BiomarkerMethods.alone(new BiomarkerCohort(records, "digest", List.of()))
                .run(new AdaptationTask(
                        ids(0, TRAINING),
                        ids(TRAINING, PATIENTS),
                        CaseGroups.none(),
                        1,
                        folder,
                        Workers.caller(),
                        (taken, all) -> {}));
    }

    private static boolean hasNm(int number) {
        return number % 3 != 0;
    }

    private static PatientRecord record(int number, Map<BiomarkerId, Double> values, boolean ill) {
        return new PatientRecord(
                id(number),
                new Biomarkers(new LinkedHashMap<>(values)),
                Demographics.unknown(),
                ill ? Diagnosis.PARKINSON : Diagnosis.HEALTHY);
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(BiomarkerMethodsTest::id).toList();
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "P%03d", number);
    }
}
