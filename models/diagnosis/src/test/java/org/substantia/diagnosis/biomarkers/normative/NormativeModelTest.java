package org.substantia.diagnosis.biomarkers.normative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.substantia.base.json.JsonFiles;
import org.substantia.cohort.Demographics;
import org.substantia.cohort.subject.Sex;
import org.substantia.diagnosis.biomarkers.BiomarkerId;
import org.substantia.diagnosis.biomarkers.Biomarkers;
import org.substantia.diagnosis.biomarkers.Region;

class NormativeModelTest {
    private static final BiomarkerId IRON = BiomarkerId.mean(Region.SN, "qsm.mean");
    private static final BiomarkerId SAME = BiomarkerId.mean(Region.SN, "volume");
    private static final BiomarkerId OTHER = BiomarkerId.mean(Region.RN, "volume");
    private static final Demographics UNKNOWN = new Demographics(OptionalDouble.empty(), Optional.empty());

    private static Demographics person(double age, Sex sex) {
        return new Demographics(OptionalDouble.of(age), Optional.of(sex));
    }

    private static Demographics aged(double age) {
        return new Demographics(OptionalDouble.of(age), Optional.empty());
    }

    /** Iron: 100 ppb at 60, half a ppb a year, men 4 above women, spread 10. */
    private static NormativeModel fitted(int people) {
        Random random = new Random(5);
        List<NormativeModel.Observation> group = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            double age = 40 + 40 * random.nextDouble();
            Sex sex = random.nextBoolean() ? Sex.MALE : Sex.FEMALE;
            double iron = 100 + 0.5 * (age - 60) + (sex == Sex.MALE ? 2 : -2) + 10 * random.nextGaussian();
            group.add(new NormativeModel.Observation(new Biomarkers(Map.of(IRON, iron, SAME, 3.0)), person(age, sex)));
        }
        return NormativeModel.fit(group);
    }

    @Test
    void findsTheLineAndTheSpread() {
        NormativeModel model = fitted(4000);
        NormativeModel.Expected old = model.expected(IRON, person(75, Sex.MALE)).orElseThrow();
        assertThat(old.mean()).isCloseTo(109.5, within(1.0));
        assertThat(old.deviation()).isCloseTo(10, within(0.4));
        assertThat(model.z(IRON, 119.5, person(75, Sex.MALE)).getAsDouble()).isCloseTo(1, within(0.12));
    }

    @Test
    void unknownAgeAndSexWidenTheSpread() {
        NormativeModel model = fitted(4000);
        NormativeModel.Expected any = model.expected(IRON, UNKNOWN).orElseThrow();
        assertThat(any.mean()).isCloseTo(100, within(0.7));
        // Ages are spread evenly over 40 years: 0.5 * 40 / sqrt(12) = 5.8; sex adds 2.
        assertThat(any.deviation()).isCloseTo(Math.sqrt(100 + 5.77 * 5.77 + 4), within(0.4));
    }

    /** They were taken for women, in fitting and in what is expected. */
    @Test
    void peopleOfAnotherSexAreNeitherMenNorWomen() {
        NormativeModel model = fitted(4000);
        assertThat(model.expected(IRON, person(60, Sex.OTHER))).isEqualTo(model.expected(IRON, aged(60)));
        List<NormativeModel.Observation> group = new ArrayList<>();
        Map<Sex, Integer> means = Map.of(Sex.MALE, 102, Sex.FEMALE, 98, Sex.OTHER, 100);
        for (int i = 0; i < 30; i++) {
            double more = i % 2;
            means.forEach((sex, mean) -> group.add(
                    new NormativeModel.Observation(new Biomarkers(Map.of(IRON, mean + more)), person(60, sex))));
        }
        assertThat(NormativeModel.fit(group)
                        .expected(IRON, person(60, Sex.FEMALE))
                        .orElseThrow()
                        .mean())
                .isCloseTo(98.5, within(1e-9));
    }

    @Test
    void saysNothingOfWhatFewPeopleHaveOrAllShare() {
        assertThat(fitted(NormativeModel.MIN_PEOPLE - 1).expected(IRON, aged(60)))
                .isEmpty();
        NormativeModel model = fitted(50);
        assertThat(model.expected(SAME, aged(60))).isEmpty();
        assertThat(model.expected(OTHER, aged(60))).isEmpty();
        assertThat(model.z(OTHER, 1, aged(60))).isEmpty();
    }

    @Test
    void comesBackFromJson() throws Exception {
        NormativeModel model = fitted(60);
        String text = JsonFiles.text(model.toJson());
        NormativeModel back = NormativeModel.fromJson(new JsonMapper().readTree(text));
        assertThat(JsonFiles.text(back.toJson())).isEqualTo(text);
        assertThat(back.people()).isEqualTo(60);
        assertThatThrownBy(() -> NormativeModel.fromJson(new JsonMapper().readTree("{\"biomarkers\":{\"a\":[1]}}")))
                .hasMessageContaining("usual values of a");
        assertThatThrownBy(() -> NormativeModel.fromJson(new JsonMapper().readTree("{}")))
                .hasMessageContaining("people");
    }
}
