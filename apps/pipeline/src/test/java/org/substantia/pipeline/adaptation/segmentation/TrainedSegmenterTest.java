package org.substantia.pipeline.adaptation.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.base.parallel.Workers;
import org.substantia.cohort.Cohort;
import org.substantia.foundation.model.EncoderWriter;
import org.substantia.foundation.model.Naming;
import org.substantia.foundation.pretraining.EncoderShape;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.learning.device.ComputeDevice;
import org.substantia.learning.device.Precision;
import org.substantia.learning.weights.BuiltIn;
import org.substantia.learning.weights.TensorType;

@Tag("slow")
class TrainedSegmenterTest {
    private static final Geometry GRID = new Geometry(4, 4, 4, Affine.scaling(1, 1, 1, 0, 0, 0));

    @TempDir
    Path folder;

    private SegmenterBench bench() throws IOException {
        byte[] labels = new byte[GRID.voxelCount()];
        labels[0] = 1;
        Path patient = Files.createDirectories(folder.resolve("cohort/P1"));
        Nifti.write(patient.resolve("QSM.nii.gz"), Volume.zeros(GRID));
        Nifti.write(patient.resolve("QSM_mask.nii.gz"), LabelMap.ofBytes(GRID, labels));
        SegmentationCohort cohort = SegmentationCohort.read(
                Cohort.open(folder.resolve("cohort")), Optional.empty(), "1", Workers.caller(), () -> {});
        return new SegmenterBench(cohort, BuiltIn.PATH, "digest", folder, new ComputeDevice(false, Precision.FP32));
    }

    /** Regression: what had been computed was refused when the encoder's file was called otherwise. */
    @Test
    void anEncoderIsKnownByWhatItHoldsWhateverItsFileIsCalled() throws IOException {
        Path named = folder.resolve("encoder");
        EncoderWriter.write(
                named,
                EncoderShape.TINY.architecture(),
                d -> new float[d.count()],
                Naming.TRANSFORMERS,
                TensorType.F32,
                Map.of());
        Path renamed = Files.copy(named.resolve("model.safetensors"), folder.resolve("renamed.safetensors"));
        Files.copy(named.resolve("config.json"), folder.resolve("config.json"));
        SegmenterBench bench = bench();

        try (TrainedSegmenter one = TrainedSegmenter.withEncoder(bench, named, 5, 1e-3);
                TrainedSegmenter other = TrainedSegmenter.withEncoder(bench, renamed, 5, 1e-3)) {
            assertThat(one.settings()).containsKey("encoder").isEqualTo(other.settings());
        }
    }
}
