package org.substantia.diagnosis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.FittedClassifier;
import org.substantia.diagnosis.classification.features.NothingToLearnException;
import org.substantia.diagnosis.classification.features.Subject;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.statistics.Interval;

/** What is learned from so many patients that their draw counts for little. */
@Tag("slow")
class LargeCohortTest {
    /** A point and a quarter of accuracy is their standard error. */
    private static final int COHORT = 800;

    private static final List<PatientRecord> PATIENTS = SampledPatients.draw(COHORT, 11);
    private static DiagnosisModel model;

    @TempDir
    Path folder;

    @BeforeAll
    static void train() {
        model = train(PATIENTS, SampledPatients.FEW, Workers.caller());
    }

    private static DiagnosisModel train(List<PatientRecord> patients, List<Candidate> candidates, Workers workers) {
        return SampledPatients.train(patients, COHORT, candidates, workers);
    }

    @Test
    void comesWithinFourPointsOfTheBestPossibleAccuracyOnTheSamePatients() {
        double best = SampledPatients.bestPossibleAccuracy(COHORT, 11);

        Interval accuracy =
                model.crossValidation().metric(ClassificationMetric.ACCURACY).orElseThrow();

        assertThat(accuracy.estimate()).isGreaterThan(best - 0.04);
        assertThat(model.crossValidation()
                        .metric(ClassificationMetric.CALIBRATION_ERROR)
                        .orElseThrow()
                        .estimate())
                .isLessThan(0.05);
        assertThat(model.crossValidation().metrics())
                .containsKeys(
                        ClassificationMetric.AUROC,
                        ClassificationMetric.SENSITIVITY,
                        ClassificationMetric.SPECIFICITY,
                        ClassificationMetric.BRIER);
    }

    @Test
    void twoDozenPatientsDoNotSpoilAModelOfManyOthers() {
        List<PatientRecord> others = SampledPatients.draw(600, 29);
        double unchanged = accuracy(model, others);
        double adapted = 0;
        int cohorts = 2;
        for (int seed = 0; seed < cohorts; seed++) {
            adapted += accuracyAfter(SampledPatients.draw(25, 41 + seed), model, others) / cohorts;
        }

        assertThat(adapted).isGreaterThan(unchanged - 0.01);
    }

    @Test
    void patientsWhoTeachNothingLeaveAModelOfOthersAsItIs() {
        List<PatientRecord> healthy = SampledPatients.draw(40, 43).stream()
                .filter(patient -> patient.label() == Diagnosis.HEALTHY)
                .toList();
        DiagnosisTrainingOptions alone = DiagnosisTrainingOptions.usual(1);
        DiagnosisTrainer trainer = new DiagnosisTrainer(alone.withPrior(Optional.of(model)));

        FittedClassifier kept = trainer.fit(healthy, CaseGroups.none());

        for (PatientRecord patient : SampledPatients.draw(20, 44)) {
            Subject subject = Subject.of(patient.biomarkers(), patient.demographics());
            assertThat(kept.probability(subject))
                    .isEqualTo(model.diagnose(patient.biomarkers(), patient.demographics())
                            .probability());
        }
        assertThatThrownBy(() -> new DiagnosisTrainer(alone).fit(healthy, CaseGroups.none()))
                .isInstanceOf(NothingToLearnException.class)
                .hasMessageContaining("all have the same diagnosis");
    }

    private static double accuracy(DiagnosisModel learned, List<PatientRecord> others) {
        return others.stream()
                        .filter(p -> learned.diagnose(p.biomarkers(), p.demographics())
                                        .label()
                                == p.label())
                        .count()
                / (double) others.size();
    }

    private static double accuracyAfter(List<PatientRecord> few, DiagnosisModel prior, List<PatientRecord> others) {
        List<Candidate> candidates = new ArrayList<>(SampledPatients.FEW);
        candidates.addAll(Candidate.adapted());
        DiagnosisModel learnt = new DiagnosisTrainer(DiagnosisTrainingOptions.usual(1)
                        .withFolds(3)
                        .withCandidates(candidates)
                        .withPrior(Optional.ofNullable(prior)))
                .train(few, CaseGroups.none(), Map.of(), Workers.caller(), () -> {});
        return accuracy(learnt, others);
    }

    @Test
    void aModelOfOtherPatientsHelpsWhereThereAreFewAndAUselessOneDoesNoHarm() {
        List<PatientRecord> few = SampledPatients.draw(100, 23);
        List<PatientRecord> others = SampledPatients.draw(600, 29);
        DiagnosisModel useless =
                train(SampledPatients.shuffled(PATIENTS.subList(0, 160), 5), SampledPatients.FEW, Workers.caller());

        double alone = accuracyAfter(few, null, others);
        double helped = accuracyAfter(few, model, others);
        double misled = accuracyAfter(few, useless, others);

        assertThat(helped).isGreaterThan(alone + 0.02);
        assertThat(misled).isGreaterThan(alone - 0.02);
    }

    @Test
    void givesTheSameBytesOnAnyNumberOfThreadsAndWhateverTheOrderOfPatients() throws Exception {
        List<Candidate> kinds = List.of(
                new Candidate(Candidate.Kind.L1_LOGISTIC, 0.12, 30),
                new Candidate(Candidate.Kind.GRADIENT_BOOSTING, 2, 10));
        List<PatientRecord> patients = new ArrayList<>(PATIENTS.subList(0, 80));
        Path one = folder.resolve("one.json");
        Path three = folder.resolve("three.json");

        train(patients, kinds, Workers.caller()).write(one);
        Collections.reverse(patients);
        try (Workers workers = Workers.of(3)) {
            train(patients, kinds, workers).write(three);
        }

        assertThat(three).hasSameBinaryContentAs(one);
    }
}
