package org.substantia.synthesis.anatomy.build;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Affine;
import org.substantia.imaging.BoundingBox;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.LabelMap;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.distance.DistanceTransform;

/**
 * Masks of thick slices on a grid of half the slice thickness, by the signed distance of every label: the stair-steps
 * between slices go, and each label keeps its volume, since the distance that counts as its surface is chosen so.
 */
final class MaskRefinement {
    /** Kept around the nuclei: a warp of a subject must not push them over the edge. */
    private static final double MARGIN_MM = 8;

    /** Surfaces stay nearer to the drawn ones than this. */
    private static final float REACH_MM = 2.5f;

    /** Weight of the neighbors' distances: enough to tell voxels of equal distance apart. */
    private static final float NEIGHBORS = 0.02f;

    private MaskRefinement() {}

    /**
     * The map with its axes along the world's: flipped and permuted, nothing interpolated. An affine that is oblique by
     * rounding only is made straight.
     *
     * @param name for the message
     * @throws IOException if the grid is oblique
     */
    static LabelMap toWorldAxes(LabelMap map, String name) throws IOException {
        Geometry g = map.geometry();
        int[] axisOf = new int[3];
        double[] step = new double[3];
        for (int row = 0; row < 3; row++) {
            int axis = 0;
            for (int col = 1; col < 3; col++) {
                if (Math.abs(g.affine().get(row, col)) > Math.abs(g.affine().get(row, axis))) {
                    axis = col;
                }
            }
            axisOf[row] = axis;
            step[row] = g.affine().get(row, axis);
            if (Math.abs(step[row]) < 0.999 * g.spacing(axis)) {
                throw new IOException(name + ": its grid is oblique; the axes of a mask must be those of the world");
            }
        }
        int[] first = new int[3];
        int[] size = new int[3];
        for (int row = 0; row < 3; row++) {
            size[row] = g.size(axisOf[row]);
            first[axisOf[row]] = step[row] > 0 ? 0 : size[row] - 1;
        }
        double[] origin = g.affine().apply(first[0], first[1], first[2]);
        Geometry straight = new Geometry(
                size[0],
                size[1],
                size[2],
                Affine.scaling(
                        g.spacing(axisOf[0]),
                        g.spacing(axisOf[1]),
                        g.spacing(axisOf[2]),
                        origin[0],
                        origin[1],
                        origin[2]));
        byte[] out = new byte[straight.voxelCount()];
        int[] voxel = new int[3];
        int at = 0;
        for (int z = 0; z < size[2]; z++) {
            voxel[axisOf[2]] = step[2] > 0 ? z : size[2] - 1 - z;
            for (int y = 0; y < size[1]; y++) {
                voxel[axisOf[1]] = step[1] > 0 ? y : size[1] - 1 - y;
                for (int x = 0; x < size[0]; x++) {
                    voxel[axisOf[0]] = step[0] > 0 ? x : size[0] - 1 - x;
                    out[at++] = (byte) map.get(voxel[0], voxel[1], voxel[2]);
                }
            }
        }
        return LabelMap.ofBytes(straight, out);
    }

    /** Two slices for each of the masks', over all their labels and a margin. */
    static Geometry fineGrid(LabelMap qsm, LabelMap nm) {
        Geometry g = qsm.geometry();
        BoundingBox box = qsm.boundingBox().orElseThrow().union(nm.boundingBox().orElseThrow());
        BoundingBox grown = box.grow(
                (int) Math.ceil(MARGIN_MM / g.spacing(0)),
                (int) Math.ceil(MARGIN_MM / g.spacing(1)),
                (int) Math.ceil(MARGIN_MM / g.spacing(2)),
                g);
        double[] origin = g.affine().apply(grown.minX(), grown.minY(), grown.minZ() - 0.25);
        return new Geometry(
                grown.sizeX(),
                grown.sizeY(),
                2 * grown.sizeZ(),
                Affine.scaling(g.spacing(0), g.spacing(1), g.spacing(2) / 2, origin[0], origin[1], origin[2]));
    }

    /**
     * @param map labels with the world's axes
     * @param fine a grid of {@link #fineGrid}
     */
    static LabelMap refine(LabelMap map, Geometry fine) {
        Geometry g = map.geometry();
        Affine toCoarse = g.affine().inverse().compose(fine.affine());
        int minX = (int) Math.round(toCoarse.applyX(0, 0, 0));
        int minY = (int) Math.round(toCoarse.applyY(0, 0, 0));
        int minZ = (int) Math.round(toCoarse.applyZ(0, 0, 0) + 0.25);
        LabelMap cropped = map.crop(new BoundingBox(
                minX, minY, minZ, minX + fine.nx() - 1, minY + fine.ny() - 1, minZ + fine.nz() / 2 - 1));
        int labels = cropped.counts().lastKey();
        float[][] distance = new float[labels + 1][];
        for (int label : cropped.counts().keySet()) {
            distance[label] = betweenSlices(DistanceTransform.signed(Mask.of(cropped, label), Workers.caller()));
        }
        return LabelMap.ofBytes(fine, new Surfaces(distance, cropped.counts()).labels());
    }

    /** Linear between slices; the outermost half slices repeat. */
    private static float[] betweenSlices(Volume coarse) {
        Geometry g = coarse.geometry();
        int plane = g.nx() * g.ny();
        float[] in = coarse.data();
        float[] out = new float[2 * in.length];
        for (int z = 0; z < g.nz(); z++) {
            int below = Math.max(0, z - 1) * plane;
            int here = z * plane;
            int above = Math.min(g.nz() - 1, z + 1) * plane;
            for (int i = 0; i < plane; i++) {
                out[2 * here + i] = 0.75f * in[here + i] + 0.25f * in[below + i];
                out[2 * here + plane + i] = 0.75f * in[here + i] + 0.25f * in[above + i];
            }
        }
        return withNeighbors(out, g.nx(), g.ny());
    }

    /** Distances between voxel centers take few values, which would leave the choice of a surface too coarse. */
    private static float[] withNeighbors(float[] in, int nx, int ny) {
        float[] out = in.clone();
        int plane = nx * ny;
        for (int i = plane; i < in.length - plane; i++) {
            float sum = in[i - 1] + in[i + 1] + in[i - nx] + in[i + nx] + in[i - plane] + in[i + plane];
            out[i] += NEIGHBORS * sum;
        }
        return out;
    }

    /**
     * The distance of every label at which its surface lies. A voxel belongs to the label whose surface it is deepest
     * under, if any; labels touch, so that the surfaces are found in turn, each for the others as they are.
     */
    private static final class Surfaces {
        private static final int ROUNDS = 4;

        private final float[][] distance;
        private final float[] surface;
        private final float[] key;

        Surfaces(float[][] distance, Map<Integer, Integer> drawnVoxels) {
            this.distance = distance;
            this.surface = new float[distance.length];
            this.key = new float[distance[drawnVoxels.keySet().iterator().next()].length];
            for (int round = 0; round < ROUNDS; round++) {
                drawnVoxels.forEach((label, voxels) -> surface[label] = surfaceFor(label, 2 * voxels));
            }
        }

        /** Where the surface of one label must lie for it to win so many voxels. */
        private float surfaceFor(int label, int voxels) {
            int near = 0;
            for (int i = 0; i < distance[label].length; i++) {
                // Farther out than this no surface moves.
                if (distance[label][i] < REACH_MM) {
                    key[near++] = distance[label][i] - depthOfOthers(label, i);
                }
            }
            Arrays.sort(key, 0, near);
            int last = Math.min(voxels, near) - 1;
            return last + 1 < near ? 0.5f * (key[last] + key[last + 1]) : key[last];
        }

        private float depthOfOthers(int label, int voxel) {
            float deepest = 0;
            for (int other = 1; other < distance.length; other++) {
                if (other != label && distance[other] != null && distance[other][voxel] < REACH_MM) {
                    deepest = Math.min(deepest, distance[other][voxel] - surface[other]);
                }
            }
            return deepest;
        }

        byte[] labels() {
            byte[] out = new byte[key.length];
            for (int i = 0; i < out.length; i++) {
                float deepest = 0;
                for (int label = 1; label < distance.length; label++) {
                    if (distance[label] != null && distance[label][i] - surface[label] < deepest) {
                        deepest = distance[label][i] - surface[label];
                        out[i] = (byte) label;
                    }
                }
            }
            return out;
        }
    }
}
