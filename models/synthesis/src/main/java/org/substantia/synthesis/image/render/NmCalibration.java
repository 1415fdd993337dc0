package org.substantia.synthesis.image.render;

import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.calibration.NmReference;
import org.substantia.synthesis.image.detail.CrusCerebriVoxels;
import org.substantia.synthesis.image.labels.FineLabels;

/**
 * Makes the NM image measure what the subject says: the means of the nuclei are relative to the brain's, the contrast
 * of the nigra relative to the crus beside it.
 */
final class NmCalibration {
    /** Share from which a fine voxel counts as crus. */
    private static final float PURE_CRUS = 0.75f;

    private static final int MIN_CRUS_VOXELS = 20;

    private final Scene scene;
    private final TruthMasks truth;

    NmCalibration(Scene scene, TruthMasks truth) {
        this.scene = scene;
        this.truth = truth;
    }

    void apply(float[] image, SliceProjector projector) {
        Geometry target = scene.labels().target();
        double brain = NmReference.of(image, scene.brainMask(), target, scene.shading(1), scene.shading(-1));
        double crus = crusMean(image).orElse(brain);
        DoubleStream nuclei = scene.subject().nuclei().stream().mapToDouble(nucleus -> brain * nucleus.nmSignal());
        DoubleStream nigrae = TruthMasks.TRACED_IN_NM.stream()
                .mapToDouble(nucleus ->
                        crus * (1 + scene.subject().nigra(nucleus.side()).nmContrast()));
        double[] wanted = DoubleStream.concat(nuclei, nigrae).toArray();
        truth.nmCalibration(projector).apply(image, wanted, 0.5 * brain);
    }

    /** Mean of the crus cerebri at the height of the nigra, where nothing else shines in; empty where it is hidden. */
    private OptionalDouble crusMean(float[] image) {
        FineLabels labels = scene.labels();
        Geometry target = labels.target();
        int k = labels.oversampling();
        BoundingBox box = scene.crus().box();
        double sum = 0;
        int count = 0;
        for (int z = box.minZ() / k; z <= box.maxZ() / k; z++) {
            for (int y = box.minY(); y <= box.maxY(); y++) {
                for (int x = box.minX(); x <= box.maxX(); x++) {
                    if (isCrusAlone(x, y, z * k, k)) {
                        sum += image[target.index(x, y, z)];
                        count++;
                    }
                }
            }
        }
        return count < MIN_CRUS_VOXELS ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
    }

    /**
     * Whether a voxel of the image and its neighbors within the slice are crus, so that no fluid or nucleus shares it.
     */
    private boolean isCrusAlone(int x, int y, int fineZ, int k) {
        CrusCerebriVoxels crus = scene.crus();
        Geometry fine = scene.labels().grid();
        if (x < 1 || y < 1 || x >= fine.nx() - 1 || y >= fine.ny() - 1 || fineZ + k > fine.nz()) {
            return false;
        }
        for (int z = fineZ; z < fineZ + k; z++) {
            if (crus.share(x, y, z) <= PURE_CRUS
                    || crus.share(x - 1, y, z) <= PURE_CRUS
                    || crus.share(x + 1, y, z) <= PURE_CRUS
                    || crus.share(x, y - 1, z) <= PURE_CRUS
                    || crus.share(x, y + 1, z) <= PURE_CRUS) {
                return false;
            }
        }
        return true;
    }
}
