package org.substantia.segmentation.localization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.Phantom;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.LabelSet;

class NucleiLocalizerTest {
    private static final LabelSet HEAD = LabelSet.of(LabelScheme.QSM);
    /** 200 x 200 x 144 mm. */
    private static final Geometry GRID = new Geometry(50, 50, 36, Affine.scaling(-4, 4, 4, 98, -98, -70));

    @Test
    void findsAShiftedHead() {
        NucleiLocation location = find(Phantom.straight(21, -33, 14));
        assertThat(location.center()).containsExactly(new double[] {21, -33, 14}, within(1.0));
        assertThat(location.turnDegrees()).isLessThan(3);
        assertThat(location.isTurned()).isFalse();
        assertThat(location.seen()).hasSize(16);
        assertThat(location.mirrored()).isFalse();
        assertThat(location.residualMm().orElseThrow()).isLessThan(3);
        assertThat(location.agreement()).isBetween(0.4, 1.0);
        assertThat(location.scales().relative(2)).isCloseTo(1, within(0.1));
    }

    @Test
    void findsHowFarAHeadIsTurned() {
        NucleiLocation location = find(Phantom.nodding(25, 5, 3, 2));
        assertThat(location.center()).containsExactly(new double[] {5, 3, 2}, within(1.0));
        assertThat(location.turnDegrees()).isCloseTo(25, within(2.0));
        Geometry patch = location.patch(Phantom.plan().segmenter(), GRID);
        assertThat(patch.spacing(0)).isCloseTo(2, within(1e-9));
        double[] middle = patch.affine().apply((patch.nx() - 1) / 2.0, (patch.ny() - 1) / 2.0, (patch.nz() - 1) / 2.0);
        assertThat(middle).containsExactly(location.center(), within(1e-6));
        double[] front = patch.affine().apply(0, 1, 0);
        double[] corner = patch.affine().apply(0, 0, 0);
        assertThat((front[1] - corner[1]) / 2).isCloseTo(Math.cos(Math.toRadians(25)), within(0.03));
    }

    @Test
    void followsTheAxesOfAnObliqueImage() {
        double cos = Math.cos(Math.toRadians(30));
        double sin = Math.sin(Math.toRadians(30));
        Affine tilt = Affine.of(1, 0, 0, 0, 0, cos, -sin, 0, 0, sin, cos, 0);
        Geometry oblique = new Geometry(50, 50, 36, tilt.compose(GRID.affine()));
        Phantom phantom = Phantom.at(tilt.compose(Phantom.straight(3, 4, 5).headToWorld()));
        NucleiLocation location = NucleiLocalizer.find(HEAD, phantom.classes(HEAD, oblique), oblique)
                .orElseThrow();
        assertThat(location.turnDegrees()).isLessThan(3);
        assertThat(location.center()).containsExactly(tilt.apply(3, 4, 5), within(1.0));
    }

    @Test
    void aMistakenNucleusDoesNotDrawTheOthersAway() {
        Map<String, double[]> centers = new HashMap<>(Phantom.straight(0, 0, 0).centers());
        centers.put("STN_r", new double[] {50, -60, 40});
        NucleiLocation location = find(new Phantom(Phantom.straight(0, 0, 0).headToWorld(), centers));
        assertThat(location.outliers()).containsExactly("STN_r");
        assertThat(location.center()).containsExactly(new double[] {0, 0, 0}, within(1.0));
    }

    @Test
    void aFewNucleiOfTheMidbrainAreEnough() {
        Map<String, double[]> centers = new HashMap<>(Phantom.straight(0, 0, 0).centers());
        centers.keySet().retainAll(List.of("SN_r", "SN_l", "RN_r", "RN_l", "STN_l"));
        NucleiLocation location = find(new Phantom(Phantom.straight(-8, 11, 20).headToWorld(), centers));
        assertThat(location.center()).containsExactly(new double[] {-8, 11, 20}, within(2.0));
        assertThat(location.turnDegrees()).isZero();
        assertThat(location.residualMm())
                .as("a shift alone leaves no residual to speak of")
                .isEmpty();
        assertThat(location.seen()).containsExactlyInAnyOrder("SN_r", "SN_l", "RN_r", "RN_l", "STN_l");
    }

    @Test
    void noticesExchangedSides() {
        Map<String, double[]> exchanged = new HashMap<>();
        Phantom.straight(0, 0, 0).centers().forEach((name, c) -> exchanged.put(name, new double[] {-c[0], c[1], c[2]}));
        assertThat(find(new Phantom(Phantom.straight(0, 0, 0).headToWorld(), exchanged))
                        .mirrored())
                .isTrue();
    }

    @Test
    void findsNothingInBackground() {
        Phantom nothing = new Phantom(Phantom.straight(0, 0, 0).headToWorld(), Map.of());
        assertThat(NucleiLocalizer.find(HEAD, nothing.classes(HEAD, GRID), GRID))
                .isEmpty();
    }

    @Test
    void takesTheMiddleOfStructuresThatNoTemplateKnows() {
        LabelSet other = new LabelSet(
                "other", List.of(new LabelSet.Structure("a", 1, "b", 1), new LabelSet.Structure("b", 2, "a", 1)));
        Phantom phantom = new Phantom(
                Phantom.straight(10, 0, 0).headToWorld(),
                Map.of("a", new double[] {-20, 0, 0}, "b", new double[] {20, 30, 0}));
        Probabilities classes = phantom.classes(other, GRID);
        NucleiLocation location = NucleiLocalizer.find(other, classes, GRID).orElseThrow();
        assertThat(location.center()).containsExactly(new double[] {10, 15, 0}, within(3.0));
        assertThat(location.place("a")).isEmpty();
    }

    /** To the last digits: patches that lie a little apart would round to other labels. */
    @Test
    void findsAMirroredHeadAtTheMirroredPlace() {
        assertMirrored(Phantom.nodding(9, 5, 3, 2).classes(HEAD, GRID));
    }

    /** As in bfloat16, whose few digits make many voxels equally likely, with faint places out of reach of some. */
    @Test
    void findsAMirroredHeadAtTheMirroredPlaceAmongEquallyLikelyVoxels() {
        Probabilities classes = Phantom.nodding(9, 5, 3, 2).classes(HEAD, GRID);
        for (int i = classes.voxels(); i < classes.values().length; i++) {
            classes.values()[i] = Math.max(Math.round(classes.values()[i] * 4) / 4f, 0.11f);
        }
        assertMirrored(classes);
    }

    private static void assertMirrored(Probabilities plain) {
        byte[] other = HEAD.mirroredClasses();
        float[] turned = new float[plain.values().length];
        for (int c = 0; c < HEAD.classes(); c++) {
            for (int v = 0; v < plain.voxels(); v++) {
                int there = GRID.index(GRID.nx() - 1 - GRID.x(v), GRID.y(v), GRID.z(v));
                turned[other[c] * plain.voxels() + there] = plain.at(c, v);
            }
        }
        NucleiLocation location = NucleiLocalizer.find(HEAD, plain, GRID).orElseThrow();
        NucleiLocation mirror = NucleiLocalizer.find(
                        HEAD, new Probabilities(HEAD.classes(), plain.voxels(), turned), GRID)
                .orElseThrow();
        double[] center = location.center();
        assertThat(mirror.center()).containsExactly(new double[] {-center[0], center[1], center[2]}, within(1e-10));
        assertThat(mirror.turnDegrees()).isCloseTo(location.turnDegrees(), within(1e-8));
        assertThat(mirror.agreement()).isCloseTo(location.agreement(), within(1e-10));
    }

    private static NucleiLocation find(Phantom phantom) {
        return NucleiLocalizer.find(HEAD, phantom.classes(HEAD, GRID), GRID).orElseThrow();
    }
}
