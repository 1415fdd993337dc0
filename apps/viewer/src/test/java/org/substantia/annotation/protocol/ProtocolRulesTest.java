package org.substantia.annotation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.substantia.cohort.anatomy.LabelScheme;
import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.viewer.picture.OutsideMap;

class ProtocolRulesTest {
    private static final Geometry GRID = Geometry.axisAligned(40, 20, 16, 0.7, 0.7, 2);

    private final byte[] labels = new byte[GRID.voxelCount()];
    private final Volume image = Volume.zeros(GRID);

    ProtocolRulesTest() {
        Arrays.fill(image.data(), 30);
    }

    private void box(int label, int x, int from, int to) {
        for (int z = from; z <= to; z++) {
            for (int y = 5; y < 10; y++) {
                for (int dx = 0; dx < 4; dx++) {
                    labels[GRID.index(x + dx, y, z)] = (byte) label;
                }
            }
        }
    }

    private List<Rule> rules(LabelScheme scheme) {
        return findings(scheme).stream().map(RuleFinding::rule).toList();
    }

    private List<RuleFinding> findings(LabelScheme scheme) {
        return ProtocolRules.check(
                scheme,
                LabelMap.ofBytes(GRID, labels),
                scheme == LabelScheme.QSM ? Optional.of(OutsideMap.of(image)) : Optional.empty());
    }

    private void drawBoth() {
        box(13, 15, 6, 9);
        box(14, 21, 6, 9);
        box(9, 8, 9, 10);
        box(10, 28, 9, 10);
        box(11, 2, 5, 9);
        box(12, 34, 5, 9);
    }

    @Test
    void aDrawingByTheProtocolKeepsAllRules() {
        drawBoth();
        assertThat(rules(LabelScheme.QSM)).isEmpty();
    }

    @Test
    void anEmptyDrawingBreaksNone() {
        assertThat(rules(LabelScheme.QSM)).isEmpty();
    }

    @Test
    void countsSlices() {
        drawBoth();
        box(9, 8, 8, 8);
        box(11, 2, 2, 4);
        assertThat(rules(LabelScheme.QSM))
                .contains(Rule.STN_SLICES, Rule.NIGRA_SLICES)
                .doesNotContain(Rule.NIGRA_TOP, Rule.ONE_PART);
    }

    @Test
    void theNigraBeginsOneBelowTheTopOfTheSubthalamicNucleus() {
        drawBoth();
        box(11, 2, 10, 10);
        assertThat(findings(LabelScheme.QSM))
                .containsExactly(new RuleFinding(
                        Rule.NIGRA_TOP, Nucleus.SN_R, "begins at slice 10; one below the top of STN is 9"));
    }

    @Test
    void findsPartsHolesGapsAndUnevenSides() {
        drawBoth();
        labels[GRID.index(20, 15, 7)] = 13;
        labels[GRID.index(22, 7, 7)] = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == 12 && GRID.z(i) == 7) {
                labels[i] = 0;
            }
        }
        box(10, 24, 9, 10);
        assertThat(rules(LabelScheme.QSM)).contains(Rule.ONE_PART, Rule.NO_HOLE, Rule.NO_GAP, Rule.EVEN_SIDES);
    }

    @Test
    void nothingIsDrawnWhereTheMapWasMaskedOut() {
        drawBoth();
        for (int i = 0; i < labels.length; i++) {
            if (GRID.x(i) < 2 || (GRID.x(i) == 2 && GRID.y(i) < 6)) {
                image.data()[i] = 0;
            }
        }
        assertThat(findings(LabelScheme.QSM))
                .containsExactly(new RuleFinding(
                        Rule.INSIDE, Nucleus.SN_R, "5 voxels lie where the susceptibility map was masked out"));
        Arrays.fill(labels, (byte) 0);
        box(13, 15, 6, 9);
        labels[GRID.index(1, 6, 6)] = 13;
        assertThat(findings(LabelScheme.QSM))
                .contains(new RuleFinding(
                        Rule.INSIDE, Nucleus.RN_R, "1 voxel lies where the susceptibility map was masked out"));
    }

    /** Maps of whole numbers hold 0 inside nuclei: of a synthetic thalamus 104 voxels were called masked out. */
    @Test
    void singleVoxelsOf0PpbInANucleusAreInsideTheMap() {
        drawBoth();
        for (int i = 0; i < labels.length; i++) {
            image.data()[i] = i % 3 == 0 ? 0 : 30;
        }
        assertThat(rules(LabelScheme.QSM)).isEmpty();
    }

    @Test
    void theNeuromelaninNigraHasThreeToFiveSlices() {
        box(1, 2, 5, 8);
        box(2, 34, 5, 6);
        assertThat(rules(LabelScheme.NM)).containsExactlyInAnyOrder(Rule.NIGRA_SLICES, Rule.EVEN_SIDES);
    }
}
