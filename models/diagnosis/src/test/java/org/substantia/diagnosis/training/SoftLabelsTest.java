package org.substantia.diagnosis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.substantia.base.numeric.Logistic;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.classification.FittedClassifier;
import org.substantia.diagnosis.classification.scores.LinearScore;
import org.substantia.synthesis.population.BayesClassifier;
import org.substantia.synthesis.population.Confounding;
import org.substantia.synthesis.population.PopulationModel;
import org.substantia.synthesis.population.SubjectSampler;

class SoftLabelsTest {
    private static final int SEED = 41;
    private static final int DRAWS = 5;
    private static final int FEW = 80;
    private static final int OTHERS = 600;

    /** Patients whose posterior is known, as {@code synthesize} writes it. */
    private static List<PatientRecord> soft(List<PatientRecord> patients, long seed) {
        SubjectSampler sampler = new SubjectSampler(PopulationModel.ruijin(), seed, 0.5, Confounding.NONE);
        BayesClassifier classifier = new BayesClassifier(PopulationModel.ruijin(), 0.5);
        List<PatientRecord> known = new ArrayList<>();
        for (int i = 0; i < patients.size(); i++) {
            known.add(patients.get(i).withSoftLabel(classifier.probability(sampler.sample(i + 1))));
        }
        return known;
    }

    @Test
    void ridgeFindsTheWeightsOfTheLogOdds() {
        SplittableRandom random = new SplittableRandom(2);
        double[][] rows = new double[300][3];
        double[] labels = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int f = 0; f < 3; f++) {
                rows[i][f] = random.nextGaussian();
            }
            labels[i] = Logistic.probability(0.5 + 1.2 * rows[i][0] - 0.7 * rows[i][2]);
        }

        LinearScore exact = LogOddsRegression.fit(1e6, rows, labels);
        assertThat(exact.intercept()).isCloseTo(0.5, within(1e-6));
        assertThat(exact.weights()).containsExactly(new double[] {1.2, 0, -0.7}, within(1e-6));
        LinearScore held = LogOddsRegression.fit(1 / 300.0, rows, labels);
        assertThat(held.weights()[0])
                .as("a penalty like the patients' own weight")
                .isBetween(0.45, 0.75);
        labels[0] = 1;
        assertThat(LogOddsRegression.fit(0.01, rows, labels).weights()).doesNotContain(Double.NaN);
    }

    /** Few patients teach more by what is known of them than by their diagnoses. */
    @Test
    void whatIsLearnedFromThemTellsOtherPatientsBetter() {
        DiagnosisTrainer trainer = new DiagnosisTrainer(
                DiagnosisTrainingOptions.usual(1).withCandidates(candidates()).withFolds(3));
        List<PatientRecord> others = SampledPatients.draw(OTHERS, SEED + DRAWS);
        long hardRight = 0;
        long softRight = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            List<PatientRecord> patients = SampledPatients.draw(FEW, SEED + draw);
            FittedClassifier hard = trainer.fit(patients, CaseGroups.none());
            FittedClassifier soft = trainer.fit(soft(patients, SEED + draw), CaseGroups.none());
            assertThat(hard.learner()).startsWith("L2 logistic");
            assertThat(soft.learner()).startsWith("ridge on log-odds");
            hardRight += right(hard, others);
            softRight += right(soft, others);
        }

        assertThat((softRight - hardRight) / (double) (DRAWS * OTHERS))
                .as("gain in accuracy")
                .isGreaterThan(0.01);
    }

    private static List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>(SampledPatients.FEW.subList(0, 3));
        candidates.add(new Candidate(Candidate.Kind.RIDGE_LOG_ODDS, 0.1, 200));
        candidates.add(new Candidate(Candidate.Kind.RIDGE_LOG_ODDS, 0.03, 200));
        return candidates;
    }

    private static long right(FittedClassifier classifier, List<PatientRecord> patients) {
        return patients.stream()
                .filter(patient ->
                        classifier.probability(patient.subject()) >= 0.5 == (patient.label() == Diagnosis.PARKINSON))
                .count();
    }

    @Test
    void aPatientWithoutOneLetsAllLearnFromDiagnoses() {
        List<PatientRecord> patients = new ArrayList<>(soft(SampledPatients.draw(60, SEED), SEED));
        PatientRecord first = patients.get(0);
        patients.set(0, new PatientRecord(first.id(), first.biomarkers(), first.demographics(), first.label()));
        DiagnosisTrainer trainer = new DiagnosisTrainer(
                DiagnosisTrainingOptions.usual(1).withCandidates(candidates()).withFolds(3));

        assertThat(trainer.fit(patients, CaseGroups.none()).learner()).startsWith("L2 logistic");
        assertThatThrownBy(() -> first.withSoftLabel(1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a soft label is 0 to 1, not 1.5");
    }
}
