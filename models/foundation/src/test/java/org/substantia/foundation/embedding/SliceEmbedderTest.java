package org.substantia.foundation.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.substantia.foundation.encoder.Architecture;
import org.substantia.foundation.encoder.VisionEncoder;
import org.substantia.foundation.model.TinyEncoders;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.orientation.Orientation;
import org.substantia.imaging.orientation.Reorient;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.layer.Parameters;

class SliceEmbedderTest {
    private static final Geometry GRID = new Geometry(14, 18, 11, Affine.scaling(1, 1, 2));

    private static Volume scan(double gain, double offset) {
        float[] voxels = new float[GRID.voxelCount()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) (gain * Math.sin(0.3 * i + 1e-4 * i * i) + offset);
        }
        return new Volume(GRID, voxels);
    }

    private static List<float[]> embed(Architecture architecture, Volume scan) {
        VisionEncoder encoder = new VisionEncoder(architecture, Precision.FP32);
        try (Device cpu = new Device("cpu");
                Parameters weights = Parameters.of(encoder.declarations(), TinyEncoders::values, cpu)) {
            return new SliceEmbedder(encoder, weights, new ComputeDevice(false, Precision.FP32), 12).embed(scan);
        }
    }

    private static void areClose(List<float[]> one, List<float[]> other) {
        assertThat(one).hasSameSizeAs(other);
        for (int i = 0; i < one.size(); i++) {
            for (int k = 0; k < one.get(i).length; k++) {
                assertThat(one.get(i)[k]).isCloseTo(other.get(i)[k], within(1e-3f));
            }
        }
    }

    @Test
    void everySliceHasClassTokenAndMeanPatch() {
        List<float[]> features = embed(TinyEncoders.DINOV2, scan(1, 0));

        assertThat(features).hasSize(11).allSatisfy(f -> assertThat(f).hasSize(32));
        assertThat(features.get(0)).isNotEqualTo(features.get(1));
        assertThat(embed(TinyEncoders.SAM, scan(1, 0)).get(0)).hasSize(6);
    }

    @Test
    void neitherTheUnitNorTheOrientationOfTheFileMatters() {
        List<float[]> features = embed(TinyEncoders.DINOV2, scan(1, 0));

        areClose(embed(TinyEncoders.DINOV2, scan(250, 1000)), features);
        areClose(embed(TinyEncoders.DINOV2, Reorient.to(Orientation.parse("PIR"), scan(1, 0))), features);
    }

    @Test
    void aSliceHoldsAPatch() {
        VisionEncoder encoder = new VisionEncoder(TinyEncoders.DINOV2, Precision.FP32);

        assertThatThrownBy(() -> new SliceEmbedder(encoder, name -> null, new ComputeDevice(false, Precision.FP32), 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smaller than a patch of 4");
    }
}
