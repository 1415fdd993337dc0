package org.substantia.diagnosis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.split.CaseGroups;
import org.substantia.cohort.split.Fold;
import org.substantia.cohort.subject.Diagnosis;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.biomarkers.Region;
import org.substantia.diagnosis.classification.CrossValidation;
import org.substantia.diagnosis.classification.DiagnosisModel;
import org.substantia.diagnosis.classification.DiagnosisResult;
import org.substantia.diagnosis.classification.Evidence;
import org.substantia.diagnosis.classification.Verdict;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.FeatureScale;
import org.substantia.scoring.classification.ClassificationMetric;
import org.substantia.scoring.classification.ClassificationScores;
import org.substantia.scoring.statistics.Bootstrap;

@Tag("slow")
class DiagnosisTrainerTest {
    private static final int COHORT = 300;

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
    void intervalsDrawPersonsAndNotTheirSessions() {
        List<CaseGroups.Pair> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < PATIENTS.size(); i += 2) {
            pairs.add(new CaseGroups.Pair(
                    PATIENTS.get(i).id(), PATIENTS.get(i + 1).id()));
        }
        CaseGroups persons = CaseGroups.ofPairs(pairs);
        DiagnosisTrainer trainer = new DiagnosisTrainer(DiagnosisTrainingOptions.usual(1)
                .withCandidates(SampledPatients.FEW)
                .withPersons(persons));

        CrossValidation validation = trainer.learningCurve(
                        PATIENTS, persons, model.families().get(0), List.of(20), Workers.caller(), () -> {})
                .get(0);

        List<String> ids = PATIENTS.stream().map(PatientRecord::id).sorted().toList();
        assertThat(persons.units(ids).length).isEqualTo(COHORT / 2);
        assertThat(validation.metrics())
                .isEqualTo(ClassificationScores.intervals(
                        validation.predictions(), persons.units(ids), Bootstrap.seeded(1), Workers.caller()));
    }

    @Test
    void aLearningCurveRisesWithThePatientsToLearnFromAndKeepsBothDiagnoses() {
        List<PatientRecord> patients = PATIENTS;
        Set<EvidenceFamily> families = model.families().get(0);
        DiagnosisTrainer trainer =
                new DiagnosisTrainer(DiagnosisTrainingOptions.usual(1).withCandidates(SampledPatients.FEW));

        List<CrossValidation> curve = trainer.learningCurve(
                patients, SampledPatients.groups(COHORT, 11), families, List.of(20, 240), Workers.caller(), () -> {});

        assertThat(curve).hasSize(2);
        assertThat(curve.get(0).predictions().patients()).isEqualTo(COHORT);
        assertThat(auroc(curve.get(1))).isGreaterThan(auroc(curve.get(0)) + 0.05);
        TrainingSet all = TrainingSet.of(patients, CaseGroups.none());
        int diseased = 0;
        for (boolean label : all.sample(30, 3).parkinson()) {
            diseased += label ? 1 : 0;
        }
        assertThat(diseased).isEqualTo(15);
        assertThatThrownBy(() -> trainer.learningCurve(
                        patients, CaseGroups.none(), families, List.of(COHORT), Workers.caller(), () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 20 to 240 patients");
    }

    private static double auroc(CrossValidation validation) {
        return validation.metric(ClassificationMetric.AUROC).orElseThrow().estimate();
    }

    @Test
    void learnsNothingFromShuffledLabels() {
        DiagnosisModel shuffled =
                train(SampledPatients.shuffled(PATIENTS.subList(0, 160), 5), SampledPatients.FEW, Workers.caller());

        assertThat(shuffled.crossValidation()
                        .metric(ClassificationMetric.ACCURACY)
                        .orElseThrow()
                        .contains(0.5))
                .isTrue();
        assertThat(shuffled.crossValidation().isInformative()).isFalse();
    }

    @Test
    void aModelReadFromItsFileSaysTheSame() throws Exception {
        Path file = folder.resolve("model.json");
        model.write(file);

        DiagnosisModel read = DiagnosisModel.read(file);

        for (PatientRecord patient : PATIENTS.subList(0, 20)) {
            assertThat(read.diagnose(patient.biomarkers(), patient.demographics()))
                    .isEqualTo(model.diagnose(patient.biomarkers(), patient.demographics()));
        }
        assertThat(read.provenance()).containsEntry("program", "substantia");
        Path again = folder.resolve("again.json");
        read.write(again);
        assertThat(again).hasSameBinaryContentAs(file);
    }

    @Test
    void tellsForWhichShareOfPatientsItsProbabilitiesHold() throws Exception {
        List<PatientRecord> few = new ArrayList<>(PATIENTS);
        few.removeIf(patient ->
                patient.label() == Diagnosis.PARKINSON && patient.id().matches(".*[05]"));
        double share = few.stream()
                        .filter(patient -> patient.label() == Diagnosis.PARKINSON)
                        .count()
                / (double) few.size();
        DiagnosisModel rarer = train(few, SampledPatients.FEW, Workers.caller());
        PatientRecord patient = PATIENTS.get(0);
        DiagnosisResult result = rarer.diagnose(patient.biomarkers(), patient.demographics());
        assertThat(share).isLessThan(0.48);
        assertThat(result.estimate().patientShare()).isEqualTo(share);

        // Models of earlier versions do not say it.
        Path file = folder.resolve("model.json");
        rarer.write(file);
        Files.writeString(file, Files.readString(file).replaceAll(" *\"patientShare\" : [^\n]*\n", ""));
        assertThat(DiagnosisModel.read(file).diagnose(patient.biomarkers(), patient.demographics()))
                .isEqualTo(result);
        assertThat(DiagnosisModel.builtIn()
                        .diagnose(patient.biomarkers(), patient.demographics())
                        .estimate()
                        .patientShare())
                .isEqualTo(0.5);
    }

    @Test
    void explainsAProbabilityByEvidenceThatAddsUpToItsLogOdds() {
        PatientRecord patient = PATIENTS.get(0);

        DiagnosisResult result = model.diagnose(patient.biomarkers(), patient.demographics());

        assertThat(result.estimate().low()).isLessThanOrEqualTo(result.probability());
        assertThat(result.estimate().high()).isGreaterThanOrEqualTo(result.probability());
        assertThat(result.missingFamilies()).isEmpty();
        assertThat(result.missingFeatures()).isEmpty();
        assertThat(result.evidence().stream()
                        .mapToDouble(Evidence::contribution)
                        .sum())
                .isCloseTo(
                        result.contributions().values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum(),
                        within(1e-9));
        assertThat(result.evidence())
                .isSortedAccordingTo((a, b) -> Double.compare(Math.abs(b.contribution()), Math.abs(a.contribution())));
        assertThat(result.evidence().stream()
                        .filter(e -> e.feature().name().equals("SN.qsm.mean"))
                        .findFirst())
                .hasValueSatisfying(e -> assertThat(e.parkinsonZ()).isBetween(0.6, 1.4));
    }

    /** It was told with another deviation than the z, and so moved with the patient's own value. */
    @Test
    void theHealthyMeanIsThatOfAllWhoAreAlikeInAgeAndSex() {
        Demographics unknown = new Demographics(OptionalDouble.empty(), Optional.empty());
        Map<BiomarkerId, Evidence> one = new HashMap<>();
        model.diagnose(PATIENTS.get(0).biomarkers(), unknown).evidence().forEach(e -> one.put(e.feature(), e));
        List<Evidence> other =
                model.diagnose(PATIENTS.get(7).biomarkers(), unknown).evidence();

        assertThat(other).hasSameSizeAs(one.keySet()).hasSizeGreaterThan(5);
        for (Evidence e : other) {
            Evidence same = one.get(e.feature());
            assertThat(e.value()).as(e.feature().name()).isNotEqualTo(same.value());
            assertThat(e.healthyMean()).as(e.feature().name()).isCloseTo(same.healthyMean(), within(1e-9));
            assertThat(e.healthySpread()).isEqualTo(same.healthySpread()).isPositive();
        }
    }

    @Test
    void answersWithTheImagesThereAre() {
        PatientRecord patient = PATIENTS.get(0);

        DiagnosisResult qsm = diagnose(patient, id -> EvidenceFamily.of(id) != EvidenceFamily.NM);
        DiagnosisResult nm = diagnose(patient, id -> EvidenceFamily.of(id) == EvidenceFamily.NM);

        assertThat(qsm.families()).isEqualTo(EnumSet.of(EvidenceFamily.QSM, EvidenceFamily.ANATOMY));
        assertThat(qsm.missingFamilies()).isEqualTo(Set.of(EvidenceFamily.NM));
        assertThat(qsm.verdict()).isNotEqualTo(Verdict.UNDETERMINED);
        assertThat(nm.families()).isEqualTo(Set.of(EvidenceFamily.NM));
        assertThat(nm.accuracy().orElseThrow().estimate())
                .isLessThan(model.crossValidation()
                        .metric(ClassificationMetric.ACCURACY)
                        .orElseThrow()
                        .estimate());
    }

    @Test
    void isUndeterminedByVolumesAloneAndByNothing() {
        PatientRecord patient = PATIENTS.get(0);

        DiagnosisResult anatomy = diagnose(patient, id -> EvidenceFamily.of(id) == EvidenceFamily.ANATOMY);
        DiagnosisResult nothing = diagnose(patient, id -> false);

        assertThat(anatomy.verdict()).isEqualTo(Verdict.UNDETERMINED);
        assertThat(anatomy.families()).isEqualTo(Set.of(EvidenceFamily.ANATOMY));
        assertThat(nothing.verdict()).isEqualTo(Verdict.UNDETERMINED);
        assertThat(nothing.probability()).isEqualTo(0.5);
        assertThat(nothing.evidence()).isEmpty();
        assertThat(nothing.missingFeatures()).hasSameSizeAs(model.features());
    }

    /** Regression: too little was measured for a verdict, and everything was called missing. */
    @Test
    void whatWasMeasuredIsNotMissing() {
        BiomarkerId measured = BiomarkerId.parse("GP.qsm.mean");
        assertThat(model.features()).extracting(FeatureScale::id).contains(measured);

        DiagnosisResult little = diagnose(
                PATIENTS.get(0),
                id -> id.measure().equals("qsm.mean") && id.name().startsWith("GP"));

        assertThat(little.verdict()).isEqualTo(Verdict.UNDETERMINED);
        assertThat(little.evidence()).isEmpty();
        assertThat(little.missingFeatures())
                .doesNotContain(measured)
                .contains(BiomarkerId.parse("SN.qsm.mean"))
                .hasSizeLessThan(model.features().size());
    }

    @Test
    void givesNoVerdictOnSomeoneUnlikeThePersonsItWasTrainedOn() {
        List<PatientRecord> others = SampledPatients.draw(400, 31);
        long similar = others.stream()
                .filter(p -> model.diagnose(p.biomarkers(), p.demographics()).inDistribution())
                .count();
        PatientRecord patient = others.get(0);
        // What another scanner's scale, or masks of other tissue, would make of the susceptibilities.
        Map<BiomarkerId, Double> values =
                new LinkedHashMap<>(patient.biomarkers().values());
        values.replaceAll((id, value) -> id.measure().equals("qsm.mean") ? 2 * value : value);

        DiagnosisResult unlike = model.diagnose(new Biomarkers(values), patient.demographics());

        assertThat(similar).isBetween(390L, 400L);
        assertThat(unlike.inDistribution()).isFalse();
        assertThat(unlike.outOfDistribution().score())
                .isGreaterThan(unlike.outOfDistribution().threshold());
        assertThat(unlike.verdict()).isEqualTo(Verdict.UNDETERMINED);
        assertThat(unlike.label()).isNotNull();
        assertThat(unlike.evidence()).isNotEmpty();
    }

    private static DiagnosisResult diagnose(PatientRecord patient, Predicate<BiomarkerId> kept) {
        Map<BiomarkerId, Double> values =
                new LinkedHashMap<>(patient.biomarkers().values());
        values.keySet().removeIf(kept.negate());
        return model.diagnose(new Biomarkers(values), patient.demographics());
    }

    @Test
    void assessesAPatientOfUnknownAgeAndSexWithOneBiomarkerMissing() {
        PatientRecord patient = PATIENTS.get(0);
        Map<BiomarkerId, Double> values =
                new LinkedHashMap<>(patient.biomarkers().values());
        values.remove(BiomarkerId.of(Nucleus.CN_R, "volume"));

        DiagnosisResult result =
                model.diagnose(new Biomarkers(values), new Demographics(OptionalDouble.empty(), Optional.empty()));

        assertThat(result.missingFamilies()).isEmpty();
        assertThat(result.missingFeatures())
                .extracting(BiomarkerId::name)
                .isSubsetOf("CN.volume", "CN.volume right minus left");
        assertThat(result.probability()).isStrictlyBetween(0.0, 1.0);
    }

    @Test
    void leavesWholeImageIntensitiesOutUnlessAsked() {
        List<PatientRecord> patients = PATIENTS.subList(0, 100);
        List<Candidate> one = List.of(new Candidate(Candidate.Kind.L2_LOGISTIC, 0.01, 200));
        DiagnosisTrainingOptions options = DiagnosisTrainingOptions.usual(1).withCandidates(one);

        DiagnosisModel without = train(patients, one, Workers.caller());
        DiagnosisModel with = new DiagnosisTrainer(options.withWholeImageIntensities(true))
                .train(patients, CaseGroups.none(), Map.of(), Workers.caller(), () -> {});

        assertThat(without.features()).noneMatch(f -> f.id().region() == Region.IMAGE);
        assertThat(with.features()).anyMatch(f -> f.id().equals(BiomarkerId.ofImage("nm.mean")));
    }

    @Test
    void keepsGroupsOnOneSideOfEverySplit() {
        CaseGroups groups = CaseGroups.ofPairs(
                List.of(new CaseGroups.Pair("P00001", "P00017"), new CaseGroups.Pair("P00017", "P00030")));
        TrainingSet patients = TrainingSet.of(PATIENTS.subList(0, 60), groups);

        for (Fold fold : patients.folds(5, 3)) {
            Set<Integer> heldOut = new TreeSet<>();
            for (int place : patients.places(fold.heldOut())) {
                heldOut.add(place);
            }
            heldOut.retainAll(Set.of(0, 16, 29));
            assertThat(heldOut.size()).isIn(0, 3);
        }
    }

    @Test
    void saysWhatIsWrongWithTooFewPatientsAndWithBrokenFiles() throws Exception {
        assertThatThrownBy(() -> train(PATIENTS.subList(0, 12), SampledPatients.FEW, Workers.caller()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 10 patients of each diagnosis");
        Path file = folder.resolve("model.json");
        model.write(file);
        String text = Files.readString(file);
        Path broken = folder.resolve("broken.json");
        Files.writeString(broken, text.replaceFirst("\"weights\" : \\[ ", "\"weights\" : [ 1.0, "));
        assertThatThrownBy(() -> DiagnosisModel.read(broken)).hasMessageContaining("broken.json");
        Files.writeString(broken, text.replace("\"formatVersion\" : 3", "\"formatVersion\" : 9"));
        assertThatThrownBy(() -> DiagnosisModel.read(broken)).hasMessageContaining("format 9");
        Files.writeString(broken, text.substring(0, text.length() / 2));
        assertThatThrownBy(() -> DiagnosisModel.read(broken)).hasMessageContaining("is not JSON");
    }

    @Test
    void aPatientAndTheMirrorImageGetTheSame() {
        for (PatientRecord patient : PATIENTS.subList(0, 50)) {
            Map<BiomarkerId, Double> exchanged = new LinkedHashMap<>();
            patient.biomarkers()
                    .values()
                    .forEach((id, value) -> exchanged.put(
                            id.side().isPresent() ? id.onSide(id.side().get().opposite()) : id, value));

            DiagnosisResult result = model.diagnose(patient.biomarkers(), patient.demographics());
            DiagnosisResult mirrored = model.diagnose(new Biomarkers(exchanged), patient.demographics());

            assertThat(mirrored.probability()).isCloseTo(result.probability(), within(1e-12));
            assertThat(mirrored.label()).isEqualTo(result.label());
            assertThat(mirrored.verdict()).isEqualTo(result.verdict());
            assertThat(contributions(mirrored)).isEqualTo(contributions(result));
        }
    }

    private static Map<BiomarkerId, Long> contributions(DiagnosisResult result) {
        Map<BiomarkerId, Long> rounded = new LinkedHashMap<>();
        result.evidence().stream()
                .sorted(Comparator.comparing(Evidence::feature))
                .forEach(e -> rounded.put(e.feature(), Math.round(1e9 * e.contribution())));
        return rounded;
    }

    @Test
    void labelsAgreeWithTheThreshold() {
        for (PatientRecord patient : PATIENTS.subList(0, 50)) {
            DiagnosisResult result = model.diagnose(patient.biomarkers(), patient.demographics());
            assertThat(result.label() == Diagnosis.PARKINSON).isEqualTo(result.probability() >= result.threshold());
        }
    }
}
