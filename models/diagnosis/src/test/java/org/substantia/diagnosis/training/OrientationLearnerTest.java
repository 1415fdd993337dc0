package org.substantia.diagnosis.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.substantia.diagnosis.classification.features.EvidenceFamily;
import org.substantia.diagnosis.classification.features.FeatureSpace;
import org.substantia.diagnosis.classification.features.SideOrientation;
import org.substantia.diagnosis.classification.features.Subject;

class OrientationLearnerTest {
    private static SideOrientation learned(int patients) {
        TrainingSet set = TrainingSet.of(SampledPatients.draw(patients, 11), SampledPatients.groups(patients, 11));
        FeatureSpace space =
                FeatureSpace.fit(set.subjects(), set.parkinson(), EnumSet.of(EvidenceFamily.QSM, EvidenceFamily.NM));
        return OrientationLearner.learn(space, set.subjects(), 1);
    }

    private static List<Subject> others() {
        return SampledPatients.draw(200, 31).stream()
                .map(PatientRecord::subject)
                .toList();
    }

    @Test
    void tellsOtherSubjectsFromTheirMirrorImages() {
        SideOrientation sides = learned(400);

        assertThat(others().stream().filter(s -> sides.asNamed(s) > 0.5).count())
                .isGreaterThan(180);
    }

    @Test
    void aSubjectAndTheMirrorImageHaveOppositeReadingsAndTheSameAverage() {
        SideOrientation sides = learned(60);

        for (Subject subject : others()) {
            assertThat(sides.asNamed(subject.mirrored())).isCloseTo(1 - sides.asNamed(subject), within(1e-12));
            double figure = sides.average(subject, OrientationLearnerTest::figure);
            assertThat(sides.average(subject.mirrored(), OrientationLearnerTest::figure))
                    .isCloseTo(figure, within(1e-9));
        }
    }

    /** Any figure that a mirror image changes. */
    private static double figure(Subject subject) {
        return subject.features().differences().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    @Test
    void fewSubjectsTellLittle() {
        SideOrientation few = learned(20);
        SideOrientation many = learned(400);

        assertThat(certainty(few)).isLessThan(certainty(many));
    }

    private static double certainty(SideOrientation sides) {
        return others().stream()
                .mapToDouble(s -> Math.abs(sides.asNamed(s) - 0.5))
                .average()
                .orElseThrow();
    }

    @Test
    void withoutAnythingToCompareBothReadingsCountAlike() {
        assertThat(new SideOrientation(Map.of()).asNamed(others().get(0))).isEqualTo(0.5);
    }
}
