package org.substantia.synthesis.deformation.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.substantia.base.numeric.LinearSystem;
import org.substantia.base.parallel.Workers;
import org.substantia.base.random.RandomStream;

class VelocityFieldTest {
    private static final NodeGrid GRID = new NodeGrid(-20, -20, -20, 2, 21, 21, 21);

    /** The exponential of a linear velocity a x is x e^a. */
    @Test
    void flowOfALinearVelocityGrowsExponentially() {
        double a = 0.2;
        VelocityField velocity = linear(a);
        DisplacementField flow = velocity.flow(1, Workers.caller());
        double[] point = {6, -4, 2};
        flow.displace(point);
        assertThat(point)
                .containsExactly(new double[] {6 * Math.exp(a), -4 * Math.exp(a), 2 * Math.exp(a)}, within(0.01));
        assertThat(flow.jacobian(1, 1, 1)).isCloseTo(Math.exp(3 * a), within(0.01));
        assertThat(fill(new DisplacementField(GRID), -0.5).smallestJacobian(Workers.caller()))
                .isCloseTo(0.125, within(1e-5));
    }

    @Test
    void backwardFlowUndoesForwardFlow() {
        VelocityField velocity = linear(0.4);
        DisplacementField forward = velocity.flow(1, Workers.caller());
        DisplacementField backward = velocity.flow(-1, Workers.caller());
        double[] point = {5, 3, -7};
        forward.displace(point);
        forward.displaceBack(backward, point);
        assertThat(point).containsExactly(new double[] {5, 3, -7}, within(0.02));
    }

    @Test
    void findsFolds() {
        DisplacementField field = new DisplacementField(GRID);
        // One node pushed past its neighbor.
        field.data[3 * (10 + field.nx * (10 + field.ny * 10))] = 3;
        assertThat(field.smallestJacobian(Workers.caller())).isNegative();
    }

    @Test
    void longestIsTheLengthOfTheLongestVector() {
        VelocityField field = new VelocityField(GRID);
        field.data[30] = 3;
        field.data[31] = -4;
        assertThat(field.longest()).isCloseTo(5, within(1e-6));
    }

    @Test
    void randomVelocityHasTheWantedAmplitudeAndIsSmooth() {
        VelocityField field = new VelocityField(new NodeGrid(-100, -100, -100, 4, 50, 50, 50));
        RandomVelocity.add(field, 12, 2, new RandomStream(3), Workers.caller());
        double squares = 0;
        double steps = 0;
        for (int i = 0; i < field.data.length - 3; i++) {
            squares += field.data[i] * field.data[i];
            double step = field.data[i + 3] - field.data[i];
            steps += step * step;
        }
        assertThat(Math.sqrt(squares / field.data.length)).isCloseTo(2, within(0.15));
        assertThat(Math.sqrt(steps / field.data.length)).isLessThan(1.5);
    }

    @Test
    void solvesLinearSystems() {
        double[][] matrix = {{0, 2, 1}, {1, 1, 0}, {3, 0, 1}};
        assertThat(LinearSystem.solve(matrix, new double[] {7, 3, 6}))
                .containsExactly(new double[] {1, 2, 3}, within(1e-12));
        assertThatThrownBy(() -> LinearSystem.solve(new double[][] {{1, 1}, {1, 1}}, new double[] {1, 2}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static VelocityField linear(double a) {
        return fill(new VelocityField(GRID), a);
    }

    private static <F extends NodeVectors> F fill(F field, double a) {
        int i = 0;
        for (int z = 0; z < 21; z++) {
            for (int y = 0; y < 21; y++) {
                for (int x = 0; x < 21; x++) {
                    field.data[i++] = (float) (a * (2 * x - 20));
                    field.data[i++] = (float) (a * (2 * y - 20));
                    field.data[i++] = (float) (a * (2 * z - 20));
                }
            }
        }
        return field;
    }
}
