package org.substantia.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Volume;
import org.substantia.imaging.nifti.Nifti;
import org.substantia.segmentation.inference.Networks;
import org.substantia.segmentation.inference.SegmentationOptions;
import org.substantia.segmentation.inference.Segmenter;

/** Images of noise, and an analyzer that sees a head in them. */
public final class TestCases {
    public static final Geometry GRID = new Geometry(100, 100, 72, Affine.scaling(2, 2, 2, -99, -99, -71));

    private TestCases() {}

    /** Without registration: noise shows nothing that could be registered. */
    public static PatientAnalyzer analyzer(Workers workers) throws IOException {
        return analyzer(workers, Optional.of(Assessor.builtIn()));
    }

    public static PatientAnalyzer analyzer(Workers workers, Optional<Assessor> assessor) {
        return analyzer(new BallNetworks(GRID), workers, assessor);
    }

    public static PatientAnalyzer analyzer(Networks networks, Workers workers, Optional<Assessor> assessor) {
        SegmentationOptions options = SegmentationOptions.defaults();
        return new PatientAnalyzer(
                Optional.empty(),
                new Segmenter(networks, options, workers),
                assessor,
                new AnalysisProvenance(
                        "test", List.of(new ModelReference("phantom", "0".repeat(64))), "none", options, false));
    }

    public static void image(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        SplittableRandom random = new SplittableRandom(1);
        Volume volume = Volume.zeros(GRID);
        for (int v = 0; v < volume.data().length; v++) {
            volume.data()[v] = 50 + random.nextInt(100);
        }
        Nifti.write(file, volume);
    }
}
