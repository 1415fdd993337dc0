package org.substantia.synthesis.image.render;

import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.calibration.LinearShading;
import org.substantia.synthesis.image.protocol.ImagingParameters;
import org.substantia.synthesis.image.texture.VoxelNoise;

/** From signal to image values: ghost, the scanner's shading, noise of two channels, magnitude of both, gain. */
final class MagnitudeReconstruction {
    private final Scene scene;
    private final String name;
    private final ImagingParameters.Scan scan;

    /** @param name of the scan, for its random fields */
    MagnitudeReconstruction(Scene scene, String name, ImagingParameters.Scan scan) {
        this.scene = scene;
        this.name = name;
        this.scan = scan;
    }

    /**
     * @param image signal, white matter or brain about 1
     * @param gain what a signal of 1 becomes
     * @return values with Rician noise; 0 outside the brain in skull-stripped cases
     */
    float[] apply(float[] image, double gain, LinearShading shading) {
        Geometry target = scene.labels().target();
        float sd = (float) (scan.signal().noise() * scene.subject().scanner().noise());
        VoxelNoise noise = new VoxelNoise(scene.seed(name + " noise"));
        VoxelNoise phases = new VoxelNoise(scene.seed(name + " ghost"));
        int nx = target.nx();
        int shift = (int) Math.round(scan.ghost().shift() * nx);
        boolean stripped = scene.imaging().skullStripped();
        byte[] mask = stripped
                ? BrainMask.stripped(scene.labels(), scene.coarse(), scene.seed("strip"), scene.workers())
                : new byte[0];
        float[] out = new float[image.length];
        scene.workers().forEach(target.nz(), z -> {
            float ghost = (float) scan.ghost().amplitude() * VoxelNoise.normal(phases.bits(z), 0);
            for (int y = 0; y < target.ny(); y++) {
                int row = target.index(0, y, z);
                for (int x = 0; x < nx; x++) {
                    int i = row + x;
                    if (stripped && mask[i] == 0) {
                        continue;
                    }
                    int moved = x + shift < nx ? x + shift : x + shift - nx;
                    float signal = shading.at(x, y, z) * (image[i] + ghost * image[row + moved]);
                    long bits = noise.bits(i);
                    float a = signal + sd * VoxelNoise.normal(bits, 0);
                    float b = sd * VoxelNoise.normal(bits, 1);
                    out[i] = (float) (gain * Math.sqrt(a * a + b * b));
                }
            }
        });
        return out;
    }
}
