package org.substantia.segmentation.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.substantia.base.random.RandomStream;

class ProbabilitiesTest {
    @Test
    void theMostLikelyClassIsTheLowestAmongEquals() {
        float[] values = {
            0.2f, 0.4f, 0.9f, 0.5f, // background
            0.4f, 0.4f, 0.1f, 0.5f, // a structure
            0.4f, 0.2f, 0.0f, 0.0f, // another
        };
        assertThat(new Probabilities(3, 4, values).mostLikely()).containsExactly(1, 0, 0, 0);
    }

    /** Without looking at all classes where one has more than half. */
    @Test
    void isTheGreatestOfAllWhateverComesFirst() {
        int classes = 9;
        int voxels = 2000;
        float[] values = new float[classes * voxels];
        byte[] greatest = new byte[voxels];
        RandomStream random = new RandomStream(5);
        for (int v = 0; v < voxels; v++) {
            double[] weight = new double[classes];
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                weight[c] = Math.exp(3 * random.nextGaussian());
                sum += weight[c];
            }
            for (int c = 0; c < classes; c++) {
                values[c * voxels + v] = (float) (weight[c] / sum);
                greatest[v] = weight[c] > weight[greatest[v]] ? (byte) c : greatest[v];
            }
        }
        assertThat(new Probabilities(classes, voxels, values).mostLikely()).isEqualTo(greatest);
    }
}
