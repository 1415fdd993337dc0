package org.substantia.segmentation.inference;

import java.util.List;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.SegmentationPlan;

/**
 * The mean of what networks say of a grid and of its mirror image. A segmenter of one half of the head answers as it
 * is: it sees the right half mirrored anyway.
 */
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
        Probabilities plain = networks.localize(images, nx, ny, nz);
        Probabilities other = networks.localize(mirrored(images, nx), nx, ny, nz);
        addMirrored(plain, other, plan().landmarks().mirroredClasses(), nx);
        return plain;
    }

    @Override
    public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
        if (plan().seesOneSide()) {
            return networks.segment(images, nx, ny, nz);
        }
        List<Probabilities> heads = networks.segment(images, nx, ny, nz);
        List<Probabilities> others = networks.segment(mirrored(images, nx), nx, ny, nz);
        for (int h = 0; h < heads.size(); h++) {
            addMirrored(heads.get(h), others.get(h), plan().labelSets().get(h).mirroredClasses(), nx);
        }
        return heads;
    }

    @Override
    public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
        Probabilities plain = networks.refine(index, images, nx, ny, nz);
        Probabilities other = networks.refine(index, mirrored(images, nx), nx, ny, nz);
        int head = plan().indexOf(plan().refinements().get(index));
        addMirrored(plain, other, plan().labelSets().get(head).mirroredClasses(), nx);
        return plain;
    }

    private static float[][] mirrored(float[][] images, int nx) {
        float[][] mirror = new float[images.length][];
        for (int m = 0; m < images.length; m++) {
            mirror[m] = mirrored(images[m], nx);
        }
        return mirror;
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

    /** The mean of the first and the mirrored second, put into the first. */
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
        Ensemble.scale(sum.values(), 0.5f);
    }
}
