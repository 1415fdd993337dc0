package org.substantia.diagnosis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.EvidenceModel;
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

    @Test
    void aSetOfImagesIsLearnedAndTestedOnThePatientsWhoHaveIt() {
        SplittableRandom random = new SplittableRandom(5);
        List<PatientRecord> patients = new ArrayList<>();
        int having = 0;
        for (int i = 0; i < 200; i++) {
            boolean scanned = random.nextDouble() < 0.65;
            having += scanned ? 1 : 0;
            patients.add(record(i, biomarkers(random, i % 2 == 0 ? -1.4 : 0, scanned), i % 2 == 0));
        }

        DiagnosisModel model = train(patients);

        for (EvidenceModel row : model.models()) {
            boolean needsNm = row.families().contains(EvidenceFamily.NM);
            CrossValidation validation = row.crossValidation();
            assertThat(validation.predictions().patients()).isEqualTo(needsNm ? having : 200);
            if (needsNm) {
                // Nearly what is possible: the nigra's contrast differs by two standard deviations.
                assertThat(metric(validation, ClassificationMetric.ACCURACY)).isGreaterThan(0.75);
                assertThat(row.classifier().space().scales())
                        .filteredOn(scale -> EvidenceFamily.of(scale.id()) == EvidenceFamily.NM)
                        .isNotEmpty()
                        .allSatisfy(scale -> assertThat(scale.present()).isEqualTo(1));
            }
        }
        int right = 0;
        for (int i = 0; i < 100; i++) {
            DiagnosisResult result =
                    model.diagnose(nmAlone(biomarkers(random, i % 2 == 0 ? -1.4 : 0, true)), Demographics.unknown());
            assertThat(result.families()).isEqualTo(Set.of(EvidenceFamily.NM));
            right += (result.label() == Diagnosis.PARKINSON) == (i % 2 == 0) ? 1 : 0;
        }
        assertThat(right / 100.0)
                .isCloseTo(
                        metric(
                                model.crossValidation(Set.of(EvidenceFamily.NM)).orElseThrow(),
                                ClassificationMetric.ACCURACY),
                        within(0.1));
    }

    @Test
    void imagesThatTooFewPatientsHaveAreLeftOut() {
        SplittableRandom random = new SplittableRandom(7);
        List<PatientRecord> patients = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            // Six of ten have an NM image, but few of one diagnosis.
            boolean parkinson = i % 2 == 0;
            patients.add(record(i, biomarkers(random, 0, !parkinson || i < 12), parkinson));
        }
        List<String> leftOut = new ArrayList<>();

        DiagnosisModel model = new DiagnosisTrainer(
                        DiagnosisTrainingOptions.usual(1).withCandidates(ONE))
                .train(patients, CaseGroups.none(), Map.of(), Workers.caller(), () -> {}, leftOut::add);

        assertThat(model.families()).noneMatch(families -> families.contains(EvidenceFamily.NM));
        assertThat(leftOut)
                .contains("NM + anatomy is left out: fewer than 10 patients of a diagnosis have these images");
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

    private static Biomarkers nmAlone(Biomarkers biomarkers) {
        Map<BiomarkerId, Double> values = new LinkedHashMap<>(biomarkers.values());
        values.keySet().removeIf(id -> EvidenceFamily.of(id) != EvidenceFamily.NM);
        return new Biomarkers(values);
    }
}
