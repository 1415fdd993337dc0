package org.substantia.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AffineTest {
    private static final String SEED = "20261123";

    /** Well-conditioned: a dominant diagonal of either sign. */
    @Provide
    Arbitrary<Affine> affines() {
        return Arbitraries.doubles()
                .between(-1, 1)
                .array(double[].class)
                .ofSize(12)
                .map(m -> {
                    for (int i = 0; i < 3; i++) {
                        m[5 * i] += m[5 * i] < 0 ? -3 : 3;
                        m[4 * i + 3] *= 200;
                    }
                    return Affine.of(m);
                });
    }

    @Property(tries = 200, seed = SEED)
    void inverseUndoesTheMap(
            @ForAll("affines") Affine affine,
            @ForAll @DoubleRange(min = -300, max = 300) double x,
            @ForAll @DoubleRange(min = -300, max = 300) double y) {
        double[] there = affine.apply(x, y, 17);
        double[] back = affine.inverse().apply(there[0], there[1], there[2]);

        assertThat(back[0]).isCloseTo(x, within(1e-9));
        assertThat(back[1]).isCloseTo(y, within(1e-9));
        assertThat(back[2]).isCloseTo(17, within(1e-9));
        assertThat(affine.inverse().determinant() * affine.determinant()).isCloseTo(1, within(1e-9));
    }

    @Property(tries = 200, seed = SEED)
    void compositionAppliesTheInnerMapFirst(@ForAll("affines") Affine outer, @ForAll("affines") Affine inner) {
        double[] once = outer.compose(inner).apply(1, -2, 3);
        double[] between = inner.apply(1, -2, 3);
        double[] twice = outer.apply(between[0], between[1], between[2]);

        for (int i = 0; i < 3; i++) {
            assertThat(once[i]).isCloseTo(twice[i], within(1e-9));
        }
        assertThat(outer.compose(inner).determinant())
                .isCloseTo(outer.determinant() * inner.determinant(), within(1e-9));
    }

    @Test
    void identityChangesNothing() {
        Affine affine = Affine.of(1, 2, 3, 4, 0, 5, 6, 7, 0, 0, 8, 9);

        assertThat(Affine.identity().compose(affine)).isEqualTo(affine);
        assertThat(affine.compose(Affine.identity())).isEqualTo(affine);
        assertThat(Affine.identity().apply(1, 2, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void scalesThenMoves() {
        Affine affine = Affine.scaling(-2, 3, 4, 10, 20, 30);

        assertThat(affine.apply(1, 1, 1)).containsExactly(8, 23, 34);
        assertThat(affine.determinant()).isEqualTo(-24);
        assertThat(affine.columnNorm(0)).isEqualTo(2);
        assertThat(affine.get(1, 3)).isEqualTo(20);
    }

    @Test
    void columnNormIsTheLengthOfAStepAlongAnAxis() {
        assertThat(Affine.of(3, 0, 0, 9, 4, 1, 0, 9, 0, 0, 1, 9).columnNorm(0)).isEqualTo(5);
    }

    @Test
    void refusesSingularMatrices() {
        assertThatThrownBy(() -> Affine.of(1, 2, 0, 0, 2, 4, 0, 0, 0, 0, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("singular");
        assertThatThrownBy(() -> Affine.scaling(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void refusesNumbersThatAreNotFinite(double bad) {
        assertThatThrownBy(() -> Affine.scaling(1, 1, 1, 0, bad, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not finite");
    }

    @Test
    void refusesAnyOtherCountOfNumbers() {
        assertThatThrownBy(() -> Affine.of(new double[16]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16");
    }

    @Test
    void isNotChangedByTheArraysItWasMadeFromOrGives() {
        double[] rows = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
        Affine affine = Affine.of(rows);
        rows[0] = 7;
        affine.toArray()[0] = 8;

        assertThat(affine).isEqualTo(Affine.identity()).hasSameHashCodeAs(Affine.identity());
        assertThat(affine).isNotEqualTo(Affine.scaling(1, 1, 2));
    }

    @Test
    void turnsRightHandedAboutAnAxis() {
        assertThat(Affine.rotation(0, 0, 1).apply(0, 1, 0)).containsExactly(0, 0, 1);
        assertThat(Affine.rotation(1, 0, 1).apply(0, 0, 1)).containsExactly(1, 0, 0);
        assertThat(Affine.rotation(2, 0, 1).apply(1, 0, 0)).containsExactly(0, 1, 0);
    }

    @Test
    void worksAboutAnotherOrigin() {
        Affine map = Affine.rotation(2, 0, 1).about(new double[] {10, 20, 30}, new double[] {1, 2, 3});
        assertThat(map.apply(10, 20, 30)).containsExactly(11, 22, 33);
        assertThat(map.apply(11, 20, 30)).containsExactly(11, 23, 33);
    }

    @Test
    void joinsALinearMapAndATranslation() {
        double[] linear = {1, 2, 0, 0, 1, 0, 0, 0, 4};
        assertThat(Affine.of(linear, new double[] {7, 8, 9})).isEqualTo(Affine.of(1, 2, 0, 7, 0, 1, 0, 8, 0, 0, 4, 9));
    }
}
