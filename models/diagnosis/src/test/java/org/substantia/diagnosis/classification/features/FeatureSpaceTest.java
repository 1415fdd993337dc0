package org.substantia.diagnosis.classification.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.subject.Sex;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.NamedBiomarkers;
import org.substantia.diagnosis.biomarkers.Region;

class FeatureSpaceTest {
    private final List<Subject> subjects = new ArrayList<>();
    private final boolean[] parkinson = new boolean[400];

    /** Iron rises by 0.5 a year, 6 in men and 15 in patients, who are affected on one side or the other. */
    FeatureSpaceTest() {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < parkinson.length; i++) {
            parkinson[i] = i % 2 == 0;
            double age = 50 + 20 * random.nextDouble() + (parkinson[i] ? 5 : 0);
            boolean male = random.nextBoolean();
            double iron = 100 + 0.5 * age + (male ? 6 : 0) + (parkinson[i] ? 15 : 0) + 10 * random.nextGaussian();
            double more = parkinson[i] ? (random.nextBoolean() ? 6 : -6) : 0;
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("SN_r.qsm.mean", iron + more + random.nextGaussian());
            values.put("SN_l.qsm.mean", iron - more + random.nextGaussian() + 3);
            values.put("RN.volume", random.nextDouble());
            values.put("DN.volume", 4.0);
            if (i % 4 == 0) {
                values.put("CN.volume", random.nextDouble());
            }
            subjects.add(person(values, age, male ? Sex.MALE : Sex.FEMALE));
        }
    }

    private static Subject person(Map<String, Double> values, double age, Sex sex) {
        return Subject.of(NamedBiomarkers.of(values), new Demographics(OptionalDouble.of(age), Optional.of(sex)));
    }

    private FeatureSpace fit(EvidenceFamily... families) {
        return FeatureSpace.fit(subjects, parkinson, EnumSet.copyOf(List.of(families)));
    }

    private static FeatureScale scale(FeatureSpace space, String name) {
        return space.scales().stream()
                .filter(s -> s.id().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void adjustsForAgeAndSexWithoutTakingTheDiseaseForThem() {
        FeatureScale iron = scale(fit(EvidenceFamily.QSM), "SN.qsm.mean");

        assertThat(iron.perYear()).isCloseTo(0.5, within(0.2));
        assertThat(2 * iron.perMale()).isCloseTo(6, within(2.5));
        assertThat(iron.parkinson().mean() - iron.healthy().mean()).isCloseTo(15, within(3.0));
        assertThat(iron.healthy().sd()).isCloseTo(10, within(1.5));
    }

    @Test
    void seesThatOneSideIsAffectedWhicheverItIs() {
        FeatureSpace space = fit(EvidenceFamily.QSM);

        assertThat(Math.abs(scale(space, "SN.qsm.mean right minus left").effectSize()))
                .isLessThan(0.5);
        assertThat(scale(space, "SN.qsm.mean asymmetry").effectSize()).isGreaterThan(2);
        assertThat(scale(space, "SN laterality (QSM)").effectSize()).isGreaterThan(2);
    }

    @Test
    void leavesOutWhatIsConstantRareOrOfAnotherFamily() {
        assertThat(fit(EvidenceFamily.QSM, EvidenceFamily.ANATOMY).scales())
                .extracting(scale -> scale.id().name())
                .containsExactlyInAnyOrder(
                        "RN.volume",
                        "SN.qsm.mean",
                        "SN.qsm.mean right minus left",
                        "SN.qsm.mean asymmetry",
                        "SN laterality (QSM)");
        assertThat(fit(EvidenceFamily.ANATOMY).scales())
                .extracting(scale -> scale.id().name())
                .containsExactly("RN.volume");
    }

    @Test
    void saysHowManyPatientsOfEachDiagnosisAreNeeded() {
        List<Subject> few = subjects.subList(0, 8);
        boolean[] labels = Arrays.copyOf(parkinson, 8);

        assertThatThrownBy(() -> FeatureSpace.fit(few, labels, EnumSet.of(EvidenceFamily.QSM)))
                .isInstanceOf(NothingToLearnException.class)
                .hasMessageContaining("in at least 60 % of them and in 5 of each diagnosis");
    }

    @Test
    void whatIsAbsentIsAverageAndSaysSo() {
        FeatureSpace space = fit(EvidenceFamily.QSM, EvidenceFamily.ANATOMY);
        Subject person = person(Map.of("SN_r.qsm.mean", 130.0, "RN.volume", 1e9), 60, Sex.OTHER);

        FeatureSpace.Vector vector = space.vector(person);

        for (int i = 0; i < space.size(); i++) {
            boolean there = space.scales().get(i).id().name().equals("RN.volume");
            assertThat(vector.measured()[i]).isEqualTo(there);
            assertThat(vector.values()[i]).isEqualTo(there ? 5 : 0);
        }
    }

    @Test
    void knowsFamiliesByTheirNames() {
        Map<String, EvidenceFamily> families = Map.of(
                "SN.qsm.mean", EvidenceFamily.QSM,
                "SN.nigrosome", EvidenceFamily.QSM,
                "SN.nm.contrast", EvidenceFamily.NM,
                "SNpc.qsm.mean", EvidenceFamily.NM,
                "SN.qsm.high_iron.volume", EvidenceFamily.QSM,
                "SN laterality (QSM, NM)", EvidenceFamily.NM,
                "Put.volume", EvidenceFamily.ANATOMY,
                "image.nm.mean", EvidenceFamily.IMAGE);

        families.forEach((name, family) ->
                assertThat(EvidenceFamily.of(BiomarkerId.parse(name))).as(name).isEqualTo(family));
        assertThat(Set.of(EvidenceFamily.values())).containsAll(families.values());
    }

    @Test
    void aMeasuredMeanOfSidesWinsOverTheDerivedOne() {
        SideFeatures features =
                SideFeatures.of(NamedBiomarkers.of(Map.of("SN_r.volume", 2.0, "SN_l.volume", 4.0, "SN.volume", 3.5)));

        assertThat(features.values()).containsOnly(Map.entry(BiomarkerId.mean(Region.SN, "volume"), 3.5));
        assertThat(features.differences()).containsOnly(Map.entry(BiomarkerId.mean(Region.SN, "volume"), -2.0));
    }
}
