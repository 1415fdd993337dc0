package org.substantia.synthesis.image.render;

import org.substantia.imaging.Affine;
import org.substantia.synthesis.image.protocol.ImagingParameters;

/** Renders the T1-weighted image: tissue contrast, the coil's sensitivity, noise. */
final class T1Renderer implements ScanRenderer {
    private static final String NAME = "t1";

    private final Scene scene;
    private final ImagingParameters.Scan scan;
    private final float[] mean;

    T1Renderer(Scene scene) {
        this.scene = scene;
        this.scan = scene.imaging().t1();
        this.mean = scene.imaging().t1Signal().toArray();
    }

    @Override
    public float[] render(FineBuffers buffers) {
        SliceProjector projector = SliceProjector.of(scene, scan);
        new MagnitudePainter(scene, NAME, scan.signal(), mean)
                .paint(buffers.painted(), projector, MagnitudePainter.NOTHING_MORE);
        float[] image = projector.image(buffers, scene.workers());
        Affine pose = ScanPose.of(scene.labels().target(), scan.motion());
        new CoilSensitivity(scene, NAME, scan.signal(), mean).apply(image, pose);
        double gain = scan.signal().gain() * scene.subject().scanner().t1Gain();
        return new MagnitudeReconstruction(scene, NAME, scan).apply(image, gain, scene.shading(0));
    }
}
