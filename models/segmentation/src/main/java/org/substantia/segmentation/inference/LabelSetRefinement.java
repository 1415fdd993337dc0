package org.substantia.segmentation.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.substantia.cohort.anatomy.Modality;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.Refinement;
import org.substantia.segmentation.plan.Stage;

/** Traces single heads anew, in small patches around what the fine network found of them. Not thread-safe. */
final class LabelSetRefinement {
    private final Networks networks;
    private final Function<Geometry, float[][]> sampler;

    /** @param sampler the normalized images on a grid */
    LabelSetRefinement(Networks networks, Function<Geometry, float[][]> sampler) {
        this.networks = networks;
        this.sampler = sampler;
    }

    /**
     * @param present images of the case
     * @param patch that the fine network saw
     * @param heads its answer
     * @return the same with refined heads; a head stays as it is where the case lacks the image for it or nothing of it
     *     was found
     */
    List<Probabilities> apply(Set<Modality> present, Geometry patch, List<Probabilities> heads) {
        List<Probabilities> out = new ArrayList<>(heads);
        List<Refinement> refinements = networks.plan().refinements();
        for (int i = 0; i < refinements.size(); i++) {
            Refinement refinement = refinements.get(i);
            int head = networks.plan().indexOf(refinement);
            Optional<double[]> middle =
                    present.contains(refinement.modality()) ? middle(heads.get(head), patch) : Optional.empty();
            if (middle.isPresent()) {
                out.set(head, refined(i, heads.get(head), patch, middle.get()));
            }
        }
        return out;
    }

    private Probabilities refined(int index, Probabilities rough, Geometry patch, double[] middle) {
        Stage stage = networks.plan().refinements().get(index).stage();
        int[] size = stage.patch().stream().mapToInt(Integer::intValue).toArray();
        int[] first = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            first[axis] = (int) Math.round(middle[axis] - (size[axis] - 1) / 2.0);
        }
        BoundingBox box = new BoundingBox(
                first[0], first[1], first[2], first[0] + size[0] - 1, first[1] + size[1] - 1, first[2] + size[2] - 1);
        Geometry grid = patch.crop(box);
        Probabilities near = networks.refine(index, sampler.apply(grid), size[0], size[1], size[2]);
        return pasted(near, size, box, rough, patch);
    }

    /** The small patch within the large one; what lies outside it is background. */
    private static Probabilities pasted(
            Probabilities near, int[] size, BoundingBox box, Probabilities rough, Geometry patch) {
        float[] values = new float[rough.values().length];
        Arrays.fill(values, 0, rough.voxels(), 1);
        for (int z = 0; z < size[2]; z++) {
            for (int y = 0; y < size[1]; y++) {
                int py = box.minY() + y;
                int pz = box.minZ() + z;
                if (py < 0 || py >= patch.ny() || pz < 0 || pz >= patch.nz()) {
                    continue;
                }
                int first = Math.max(0, -box.minX());
                int last = Math.min(size[0], patch.nx() - box.minX());
                int from = first + size[0] * (y + size[1] * z);
                int to = patch.index(box.minX() + first, py, pz);
                for (int c = 0; c < rough.classes() && last > first; c++) {
                    System.arraycopy(
                            near.values(), c * near.voxels() + from, values, c * rough.voxels() + to, last - first);
                }
            }
        }
        return new Probabilities(rough.classes(), rough.voxels(), values);
    }

    /** Of the voxels at which background is not the likeliest; empty where there is none. */
    private static Optional<double[]> middle(Probabilities head, Geometry patch) {
        byte[] classes = head.mostLikely();
        long[] sum = new long[3];
        long count = 0;
        for (int z = 0, v = 0; z < patch.nz(); z++) {
            for (int y = 0; y < patch.ny(); y++) {
                for (int x = 0; x < patch.nx(); x++, v++) {
                    if (classes[v] != 0) {
                        sum[0] += x;
                        sum[1] += y;
                        sum[2] += z;
                        count++;
                    }
                }
            }
        }
        if (count == 0) {
            return Optional.empty();
        }
        double n = count;
        return Optional.of(new double[] {sum[0] / n, sum[1] / n, sum[2] / n});
    }
}
