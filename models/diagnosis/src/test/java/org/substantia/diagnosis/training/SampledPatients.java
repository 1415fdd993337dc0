package org.substantia.diagnosis.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.anatomy.Side;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.biomarkers.NamedBiomarkers;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.synthesis.population.BayesClassifier;
import org.substantia.synthesis.population.Confounding;
import org.substantia.synthesis.population.PopulationModel;
import org.substantia.synthesis.population.SubjectSampler;
import org.substantia.synthesis.subject.NigraParameters;
import org.substantia.synthesis.subject.NucleusParameters;
import org.substantia.synthesis.subject.SubjectParameters;

/** Patients whose biomarkers are what the generator drew for them, without images and without error. */
final class SampledPatients {
    /** Few candidates, so that a test does not wait for the choice among all. */
    static final List<Candidate> FEW = List.of(
            new Candidate(Candidate.Kind.L2_LOGISTIC, 0.01, 200),
            new Candidate(Candidate.Kind.L2_LOGISTIC, 0.03, 200),
            new Candidate(Candidate.Kind.L2_LOGISTIC, 0.03, 25),
            new Candidate(Candidate.Kind.L1_LOGISTIC, 0.12, 200));

    private SampledPatients() {}

    static List<PatientRecord> draw(int count, long seed) {
        SubjectSampler sampler = new SubjectSampler(PopulationModel.ruijin(), seed, 0.5, Confounding.NONE);
        List<PatientRecord> patients = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            SubjectParameters subject = sampler.sample(i);
            patients.add(new PatientRecord(
                    id(i),
                    biomarkers(subject),
                    new Demographics(OptionalDouble.of(subject.age()), Optional.of(subject.sex())),
                    subject.diagnosis()));
        }
        return patients;
    }

    /** Patients of {@code draw(count, seed)} whose differences the generator balanced together. */
    static CaseGroups groups(int count, long seed) {
        List<CaseGroups.Pair> pairs = new ArrayList<>();
        for (List<Integer> group :
                new SubjectSampler(PopulationModel.ruijin(), seed, 0.5, Confounding.NONE).balancedGroups(count)) {
            for (int member : group) {
                pairs.add(new CaseGroups.Pair(id(group.get(0)), id(member)));
            }
        }
        return CaseGroups.ofPairs(pairs);
    }

    /** @param patients some of {@code draw(drawn, 11)}, or others of these ids */
    static DiagnosisModel train(List<PatientRecord> patients, int drawn, List<Candidate> candidates, Workers workers) {
        return new DiagnosisTrainer(
                        DiagnosisTrainingOptions.usual(1).withFolds(3).withCandidates(candidates))
                .train(patients, groups(drawn, 11), Map.of("program", "substantia"), workers, () -> {});
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "P%05d", number);
    }

    /**
     * The share that the best possible classifier, which knows the generator, gets right of {@code draw(count, seed)}.
     */
    static double bestPossibleAccuracy(int count, long seed) {
        SubjectSampler sampler = new SubjectSampler(PopulationModel.ruijin(), seed, 0.5, Confounding.NONE);
        BayesClassifier best = new BayesClassifier(PopulationModel.ruijin(), 0.5);
        int right = 0;
        for (int i = 1; i <= count; i++) {
            SubjectParameters subject = sampler.sample(i);
            right += best.logOdds(subject) > 0 == (subject.diagnosis() == Diagnosis.PARKINSON) ? 1 : 0;
        }
        return (double) right / count;
    }

    /** The same patients with the labels of others. */
    static List<PatientRecord> shuffled(List<PatientRecord> patients, long seed) {
        List<Diagnosis> labels = new ArrayList<>();
        patients.forEach(p -> labels.add(p.label()));
        Collections.shuffle(labels, new Random(seed));
        List<PatientRecord> shuffled = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            PatientRecord p = patients.get(i);
            shuffled.add(new PatientRecord(p.id(), p.biomarkers(), p.demographics(), labels.get(i)));
        }
        return shuffled;
    }

    private static Biomarkers biomarkers(SubjectParameters subject) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (NucleusParameters nucleus : subject.nuclei()) {
            String name = nucleus.nucleus().symbol();
            values.put(name + ".volume", nucleus.volumeMm3());
            values.put(name + ".qsm.mean", nucleus.susceptibilityPpb());
            values.put(name + ".nm.mean", nucleus.nmSignal());
        }
        for (Side side : Side.values()) {
            NigraParameters nigra = subject.nigra(side);
            String name = side == Side.RIGHT ? "SN_r" : "SN_l";
            values.put(name + ".nm.volume", nigra.nmVolumeMm3());
            values.put(name + ".nm.contrast", nigra.nmContrast());
            values.put(name + ".nm.gradient.ventrolateral", nigra.ventrolateralGradient());
            values.put(name + ".qsm.high_iron.share", nigra.highIronFraction());
            values.put(name + ".qsm.nigrosome.visible", nigra.nigrosomeVisible() ? 1.0 : 0.0);
        }
        values.put("image.nm.mean", (double) (subject.caseNumber() * 7919 % 101));
        return NamedBiomarkers.of(values);
    }
}
