package org.substantia.synthesis.image.render;

import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.labels.RenderClass;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.image.texture.CoarseField;

/**
 * What changes the signal between tissue and coil: thin vessels, signal lost beside air, and the coil's uneven
 * sensitivity, brighter towards the coil and randomly so.
 */
final class CoilSensitivity {
    /** Radius of the head that the coil's sensitivity refers to. */
    private static final double HEAD_RADIUS_MM = 85;

    private static final double RANDOM_SCALE_MM = 75;
    private static final float MIN_SENSITIVITY = 0.2f;
    private static final float LOSS_BESIDE_AIR = 0.35f;

    private final Scene scene;
    private final String name;
    private final ImagingParameters.Signal signal;
    private final float vein;

    /**
     * @param name of the scan, for its random fields
     * @param mean signal by {@link RenderClass#code}
     */
    CoilSensitivity(Scene scene, String name, ImagingParameters.Signal signal, float[] mean) {
        this.scene = scene;
        this.name = name;
        this.signal = signal;
        this.vein = mean[RenderClass.VEIN.code()];
    }

    /** @param pose of the head in the scan */
    void apply(float[] image, Affine pose) {
        Geometry target = scene.labels().target();
        float[] veins = scene.small().veins(pose);
        CoarseField air = scene.coarse().field(scene.nearAir());
        CoarseField random = scene.field(name + " shading", RANDOM_SCALE_MM);
        double[] middle = scene.middle();
        scene.workers().forEach(target.nz(), z -> {
            CoarseField.RowReader airRows = air.reader(target.nx());
            CoarseField.RowReader randomRows = random.reader(target.nx());
            for (int y = 0; y < target.ny(); y++) {
                int row = target.index(0, y, z);
                float[] near = airRows.row(y, z);
                float[] uneven = randomRows.row(y, z);
                double dy = target.affine().applyY(0, y, z) - middle[1];
                double dz = target.affine().applyZ(0, y, z) - middle[2];
                for (int x = 0; x < target.nx(); x++) {
                    double dx = target.affine().applyX(x, y, z) - middle[0];
                    double r2 = Math.min(1.8, (dx * dx + dy * dy + dz * dz) / (HEAD_RADIUS_MM * HEAD_RADIUS_MM));
                    float sensitivity = 1 + (float) signal.shading() * (uneven[x] + 1.2f * ((float) r2 - 0.5f));
                    float v = image[row + x];
                    v += veins[row + x] * (vein - v);
                    image[row + x] =
                            v * Math.max(MIN_SENSITIVITY, sensitivity) * (1 - LOSS_BESIDE_AIR * Math.min(1, near[x]));
                }
            }
        });
    }
}
