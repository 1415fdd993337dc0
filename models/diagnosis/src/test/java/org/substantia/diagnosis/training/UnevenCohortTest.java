package org.substantia.diagnosis.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.BiomarkerCatalog;
import org.substantia.diagnosis.biomarkers.BiomarkerDefinition;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.biomarkers.Region;
import org.substantia.diagnosis.classification.CrossValidation;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.Verdict;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.scoring.classification.ClassificationMetric;

/** Cohorts in which one diagnosis is more frequent, or some patients lack an image. */
@Tag("slow")
class UnevenCohortTest {
    private static final List<Candidate> ONE = List.of(new Candidate(Candidate.Kind.L2_LOGISTIC, 0.01, 12));

    @Test
    void aClassifierThatKnowsNothingGivesNoVerdictHoweverFrequentTheDiseaseIs() {
        SplittableRandom random = new SplittableRandom(5);
        List<PatientRecord> patients = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            patients.add(record(i, biomarkers(random, 0, true), i < 120));
        }

        DiagnosisModel model = train(patients);

        assertThat(metric(model.crossValidation(), ClassificationMetric.ACCURACY))
                .isGreaterThan(0.75);
        for (int i = 0; i < 50; i++) {
            assertThat(model.diagnose(biomarkers(random, 0, true), Demographics.unknown())
                            .verdict())
                    .isEqualTo(Verdict.UNDETERMINED);
        }
    }

    private static DiagnosisModel train(List<PatientRecord> patients) {
        return new DiagnosisTrainer(DiagnosisTrainingOptions.usual(1).withCandidates(ONE))
                .train(patients, CaseGroups.none(), Map.of(), Workers.caller(), () -> {});
    }

    private static double metric(CrossValidation validation, ClassificationMetric metric) {
        return validation.metric(metric).orElseThrow().estimate();
    }

    private static PatientRecord record(int number, Biomarkers biomarkers, boolean parkinson) {
        return new PatientRecord(
                String.format(Locale.ROOT, "P%03d", number),
                biomarkers,
                Demographics.unknown(),
                parkinson ? Diagnosis.PARKINSON : Diagnosis.HEALTHY);
    }

    /**
     * Noise, but for the nigra's NM contrast.
     *
     * @param effect on that contrast, in standard deviations of one side
     * @param scanned whether there is an NM image
     */
    private static Biomarkers biomarkers(SplittableRandom random, double effect, boolean scanned) {
        Map<BiomarkerId, Double> values = new LinkedHashMap<>();
        for (BiomarkerDefinition definition : BiomarkerCatalog.all()) {
            BiomarkerId id = definition.id();
            boolean used = id.side().isPresent() && id.measure().matches("volume|qsm\\..*|nm\\..*");
            if (used && (scanned || EvidenceFamily.of(id) != EvidenceFamily.NM)) {
                boolean differs = id.region() == Region.SN && id.measure().equals("nm.contrast");
                values.put(id, 100 + 10 * (random.nextGaussian() + (differs ? effect : 0)));
            }
        }
        return new Biomarkers(values);
    }
}
