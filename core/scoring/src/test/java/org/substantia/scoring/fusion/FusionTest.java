package org.substantia.scoring.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.scoring.segmentation.GridMismatchException;

class FusionTest {
    private static final Geometry GRID = Geometry.axisAligned(20, 12, 3, 1, 1, 2);

    /** Voxels x from {@code from} to before {@code to} of one row in one slice. */
    private static Mask bar(int from, int to, int y, int z) {
        byte[] voxels = new byte[GRID.voxelCount()];
        for (int x = from; x < to; x++) {
            voxels[GRID.index(x, y, z)] = 1;
        }
        return new Mask(GRID, voxels);
    }

    private static Mask box(int from, int to) {
        byte[] voxels = new byte[GRID.voxelCount()];
        for (int x = from; x < to; x++) {
            for (int y = 2; y < 10; y++) {
                voxels[GRID.index(x, y, 1)] = 1;
            }
        }
        return new Mask(GRID, voxels);
    }

    private static Mask none() {
        return new Mask(GRID, new byte[GRID.voxelCount()]);
    }

    @Test
    void theAverageOfTwoShiftedBarsLiesMidway() {
        Geometry line = Geometry.axisAligned(30, 1, 1, 1, 1, 1);
        byte[] one = new byte[30];
        byte[] two = new byte[30];
        for (int x = 5; x < 15; x++) {
            one[x] = 1;
            two[x + 4] = 1;
        }
        Mask average = ShapeBasedAverage.of(List.of(new Mask(line, one), new Mask(line, two)), Workers.caller());
        for (int x = 0; x < 30; x++) {
            assertThat(average.contains(x)).as("x %d", x).isEqualTo(x >= 7 && x < 17);
        }
    }

    @Test
    void theAverageOfOneOrOfEqualsIsTheDrawing() {
        Mask drawn = box(4, 11);
        assertThat(ShapeBasedAverage.of(List.of(drawn), Workers.caller()).voxels())
                .isEqualTo(drawn.voxels());
        assertThat(ShapeBasedAverage.of(List.of(drawn, drawn, drawn), Workers.caller())
                        .voxels())
                .isEqualTo(drawn.voxels());
    }

    @Test
    void withNothingThereIsNothingToAverage() {
        assertThat(ShapeBasedAverage.of(List.of(none(), none()), Workers.caller())
                        .count())
                .isZero();
        assertThat(ShapeBasedAverage.of(List.of(box(3, 6), none()), Workers.caller())
                        .count())
                .isZero();
        assertThat(Staple.of(List.of(none(), none()))).isEmpty();
    }

    @Test
    void majorityLeavesTiesToAPerson() {
        MajorityVote vote = MajorityVote.of(List.of(box(2, 8), box(2, 8), box(4, 10), box(4, 12)));
        for (int x = 0; x < 20; x++) {
            assertThat(vote.majority().contains(x, 5, 1)).isEqualTo(x >= 4 && x < 8);
            assertThat(vote.ties().contains(x, 5, 1)).isEqualTo(x == 2 || x == 3 || x == 8 || x == 9);
        }
    }

    @Test
    void majorityNeedsThree() {
        assertThatThrownBy(() -> MajorityVote.of(List.of(box(2, 8), box(2, 8))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at least 3 drawings are needed, not 2");
    }

    @Test
    void drawingsOfOtherSizesAreRefused() {
        Geometry other = Geometry.axisAligned(4, 4, 3, 1, 1, 1);
        List<Mask> drawings = List.of(box(2, 8), new Mask(other, new byte[48]));
        assertThatThrownBy(() -> ShapeBasedAverage.of(drawings, Workers.caller()))
                .isInstanceOf(GridMismatchException.class);
        assertThatThrownBy(() -> Staple.of(drawings)).isInstanceOf(GridMismatchException.class);
    }

    @Test
    void stapleOfTwoIsWhatBothDrew() {
        Staple staple = Staple.onWholeGrid(List.of(box(2, 10), box(5, 14))).orElseThrow();
        assertThat(staple.mask().voxels()).isEqualTo(box(5, 10).voxels());
    }

    /** Of two who drew equally much neither is the better one, so that the mask there is a matter of rounding. */
    @Test
    void whatOneOfTwoEqualRatersDrewAloneIsEvenlyLikely() {
        Mask first = box(4, 10);
        Mask second = box(6, 12);
        Staple staple = Staple.of(List.of(first, second)).orElseThrow();
        int both = 4 * 8;
        int alone = 2 * 2 * 8;
        assertThat(staple.weightSum()).isCloseTo(both + alone / 2.0, within(1e-3));
    }

    @Test
    void stapleShowsTheRaterWhoDrawsUnlikeTheOthers() {
        Staple staple = Staple.of(List.of(box(4, 12), box(4, 12), box(5, 12), box(4, 7)))
                .orElseThrow();
        assertThat(staple.sensitivities().get(3)).isLessThan(0.5);
        assertThat(staple.sensitivities().get(0)).isGreaterThan(0.95);
    }

    @Test
    void differencesAreConnectedPiecesTheWeightiestFirst() {
        Mask first = bar(2, 10, 4, 1);
        byte[] voxels = bar(4, 10, 4, 1).voxels();
        voxels[GRID.index(10, 4, 1)] = 1;
        voxels[GRID.index(15, 8, 2)] = 1;
        List<Difference> found = Differences.between(first, new Mask(GRID, voxels));
        assertThat(found).hasSize(3);
        assertThat(found.get(0).slice()).isEqualTo(2);
        assertThat(found.get(0).onlyFirst()).isFalse();
        assertThat(found.get(0).volumeMm3()).isEqualTo(2);
        assertThat(found.get(0).distanceMm()).isCloseTo(Math.sqrt(36 + 16 + 4), within(1e-5));
        assertThat(found.get(1).onlyFirst()).isTrue();
        assertThat(found.get(1).voxels()).containsExactly(GRID.index(2, 4, 1), GRID.index(3, 4, 1));
        assertThat(found.get(1).distanceMm()).isEqualTo(2);
        assertThat(found.get(2).voxels()).containsExactly(GRID.index(10, 4, 1));
    }

    @Test
    void equalDrawingsDoNotDiffer() {
        assertThat(Differences.between(box(2, 8), box(2, 8))).isEmpty();
        assertThat(Differences.between(none(), none())).isEmpty();
        assertThat(Differences.between(none(), bar(3, 5, 4, 0))).hasSize(1);
    }
}
