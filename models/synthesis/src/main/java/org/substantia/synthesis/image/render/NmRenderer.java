package org.substantia.synthesis.image.render;

import org.substantia.cohort.anatomy.Nucleus;
import org.substantia.cohort.anatomy.Side;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.image.labels.RenderClass;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.subject.NucleusParameters;

/**
 * Renders the neuromelanin-sensitive image: as T1, but with the subject's signals of the nuclei, the midbrain in
 * detail, and everything calibrated to what the masks shall measure.
 */
final class NmRenderer implements ScanRenderer {
    private static final String NAME = "nm";
    /** The locus coeruleus over the pons around it, at full share. */
    private static final float LOCUS_CONTRAST = 0.13f;
    /** The crus cerebri against the midbrain around it. */
    private static final float CRUS_CONTRAST = -0.045f;

    private final Scene scene;
    private final TruthMasks truth;
    private final ImagingParameters.Scan scan;
    private final float[] mean;
    /** Mean of the nigra as traced in NM, by NM label. */
    private final float[] nigraMean;

    NmRenderer(Scene scene, TruthMasks truth) {
        this.scene = scene;
        this.truth = truth;
        this.scan = scene.imaging().nm();
        this.mean = scene.imaging().nmSignal().toArray();
        for (NucleusParameters nucleus : scene.subject().nuclei()) {
            mean[RenderClass.of(nucleus.nucleus()).code()] = (float) nucleus.nmSignal();
        }
        // What of the thalamus lies outside the traced nucleus is like the inside.
        mean[RenderClass.THALAMUS.code()] = (mean[RenderClass.TH_R.code()] + mean[RenderClass.TH_L.code()]) / 2;
        this.nigraMean = new float[Side.values().length + 1];
        for (Nucleus nucleus : TruthMasks.TRACED_IN_NM) {
            int code = RenderClass.nmNigra(nucleus.side()).code();
            mean[code] = (float) (mean[RenderClass.VENTRAL_DIENCEPHALON.code()]
                    * (1 + scene.subject().nigra(nucleus.side()).nmContrast()));
            nigraMean[nucleus.nmLabel().getAsInt()] = mean[code];
        }
    }

    @Override
    public float[] render(FineBuffers buffers) {
        SliceProjector projector = SliceProjector.of(scene, scan);
        new MagnitudePainter(scene, NAME, scan.signal(), mean).paint(buffers.painted(), projector, this::paintMidbrain);
        float[] image = projector.image(buffers, scene.workers());
        Affine pose = ScanPose.of(scene.labels().target(), scan.motion());
        new CoilSensitivity(scene, NAME, scan.signal(), mean).apply(image, pose);
        scene.small().locusCoeruleus(pose, (index, share) -> image[index] *= 1 + LOCUS_CONTRAST * share);
        new NmCalibration(scene, truth).apply(image, projector);
        double gain = scan.signal().gain() * scene.subject().scanner().nmGain();
        return new MagnitudeReconstruction(scene, NAME, scan).apply(image, gain, scene.shading(1));
    }

    private void paintMidbrain(float[] painted, int z) {
        FineLabels labels = scene.labels();
        Geometry fine = labels.grid();
        BoundingBox crus = scene.crus().box();
        if (z >= crus.minZ() && z <= crus.maxZ()) {
            for (int y = crus.minY(); y <= crus.maxY(); y++) {
                for (int x = crus.minX(); x <= crus.maxX(); x++) {
                    painted[fine.index(x, y, z)] *=
                            1 + CRUS_CONTRAST * scene.crus().share(x, y, z);
                }
            }
        }
        BoundingBox box = scene.patterns().box();
        if (z < box.minZ() || z > box.maxZ()) {
            return;
        }
        float midbrain = mean[RenderClass.VENTRAL_DIENCEPHALON.code()];
        int at = box.sizeX() * box.sizeY() * (z - box.minZ());
        for (int y = box.minY(); y <= box.maxY(); y++) {
            int row = fine.index(box.minX(), y, z);
            for (int x = 0; x < box.sizeX(); x++, at++) {
                int label = labels.nigra()[row + x];
                if (label != 0) {
                    painted[row + x] =
                            nigraMean[label] + midbrain * scene.patterns().neuromelanin()[at];
                }
            }
        }
    }
}
