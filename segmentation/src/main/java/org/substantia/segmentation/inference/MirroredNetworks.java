package org.substantia.segmentation.inference;

import java.util.List;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.SegmentationPlan;

/** The mean of what networks say of a patch and of its mirror image. The localizer answers as it is. */
final class MirroredNetworks implements Networks {
    private final Networks networks;

    MirroredNetworks(Networks networks) {
        this.networks = networks;
    }

    @Override
    public SegmentationPlan plan() {
        return networks.plan();
    }

    @Override
    public Probabilities localize(float[][] images, int nx, int ny, int nz) {
        return networks.localize(images, nx, ny, nz);
    }

    @Override
    public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
        List<Probabilities> heads = networks.segment(images, nx, ny, nz);
        float[][] mirror = new float[images.length][];
        for (int m = 0; m < images.length; m++) {
            mirror[m] = mirrored(images[m], nx);
        }
        List<Probabilities> others = networks.segment(mirror, nx, ny, nz);
        for (int h = 0; h < heads.size(); h++) {
            byte[] mirroredClasses = plan().heads().get(h).mirroredClasses();
            addMirrored(heads.get(h), others.get(h), mirroredClasses, nx);
            Ensemble.scale(heads.get(h).values(), 0.5f);
        }
        return heads;
    }

    private static float[] mirrored(float[] image, int nx) {
        float[] out = new float[image.length];
        for (int row = 0; row < image.length; row += nx) {
            for (int x = 0; x < nx; x++) {
                out[row + x] = image[row + nx - 1 - x];
            }
        }
        return out;
    }

    private static void addMirrored(Probabilities sum, Probabilities mirror, byte[] mirroredClasses, int nx) {
        int voxels = sum.voxels();
        for (int c = 0; c < sum.classes(); c++) {
            int to = c * voxels;
            int from = mirroredClasses[c] * voxels;
            for (int row = 0; row < voxels; row += nx) {
                for (int x = 0; x < nx; x++) {
                    sum.values()[to + row + x] += mirror.values()[from + row + nx - 1 - x];
                }
            }
        }
    }
}
