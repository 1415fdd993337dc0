package org.substantia.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.weights.BuiltIn;

class SegmentationTrainingDataTest {
    private static final ComputeDevice EXACT = new ComputeDevice(false, Precision.FP32);
    private static final ComputeDevice ROUNDED = new ComputeDevice(false, Precision.BF16);

    /** Regression: a run took samples whose nuclei had been found elsewhere. */
    @Test
    void samplesThatAModelLocatedLieApartByDeviceAndPrecision() throws IOException {
        Optional<Path> init = Optional.of(BuiltIn.PATH);
        String located = SegmentationTrainingData.cohortFolder(init, EXACT);

        assertThat(located).matches("cohort-[0-9a-f]{16}");
        assertThat(SegmentationTrainingData.cohortFolder(init, EXACT)).isEqualTo(located);
        assertThat(SegmentationTrainingData.cohortFolder(init, ROUNDED)).isNotEqualTo(located);
        // Masks show the place on any device.
        assertThat(SegmentationTrainingData.cohortFolder(Optional.empty(), EXACT))
                .isEqualTo(SegmentationTrainingData.cohortFolder(Optional.empty(), ROUNDED));
    }
}
