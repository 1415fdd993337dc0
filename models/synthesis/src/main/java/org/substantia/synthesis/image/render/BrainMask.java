package org.substantia.synthesis.image.render;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.substantia.base.parallel.Workers;
import org.substantia.imaging.Geometry;
import org.substantia.imaging.Mask;
import org.substantia.imaging.Volume;
import org.substantia.imaging.components.ConnectedComponents;
import org.substantia.imaging.components.Connectivity;
import org.substantia.synthesis.anatomy.Tissue;
import org.substantia.synthesis.image.labels.CoarseAnatomy;
import org.substantia.synthesis.image.labels.FineLabels;
import org.substantia.synthesis.image.labels.RenderClass;
import org.substantia.synthesis.image.texture.CoarseField;

/**
 * The masks that processing puts on images. The mask of susceptibility mapping is an eroded brain that retreats from
 * sinuses and ear canals, where the field cannot be separated from the air's; nuclei always lie in it.
 */
final class BrainMask {
    private static final double MIN_PART_MM3 = 5000;

    private BrainMask() {}

    /** @return one byte per target voxel, 1 inside */
    static byte[] forSusceptibility(
            FineLabels labels, CoarseAnatomy coarse, float[] nearAir, double erosionMm, long seed, Workers workers) {
        double blur = 2;
        float[] brain = coarse.blurred(BrainMask::brainShare, blur, workers);
        float[] nuclei = coarse.blurred(c -> c.nucleus().isPresent() ? 1 : 0, 1.5, workers);
        // A blurred straight border has this value at the depth of the erosion; the spline's own blur adds to the
        // Gaussian's.
        float level = (float) new NormalDistribution().cumulativeProbability(erosionMm / Math.hypot(blur, 1.5));
        float[] inside = new float[brain.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = Math.max(brain[i] - 1.3f * nearAir[i], 2 * nuclei[i] + Math.min(0.7f, brain[i]) - 0.2f);
        }
        removeIslands(inside, coarse.grid(), level - 0.05f);
        return above(labels.target(), coarse.field(inside), level, seed, workers);
    }

    /**
     * Orbits and the like that the threshold leaves standing alone; temporal poles hang together with the brain above.
     */
    private static void removeIslands(float[] inside, Geometry grid, float level) {
        ConnectedComponents parts =
                ConnectedComponents.of(Mask.above(new Volume(grid, inside), level), Connectivity.FACES);
        boolean[] small = new boolean[parts.count()];
        for (int part = 1; part <= parts.count(); part++) {
            small[part - 1] = parts.size(part) * grid.voxelVolumeMm3() < MIN_PART_MM3;
        }
        parts.mask(small).toLabelMap().forEachLabeled((index, label) -> inside[index] = 0);
    }

    /** What a good skull stripping leaves: the brain and the CSF in its sulci. */
    static byte[] stripped(FineLabels labels, CoarseAnatomy coarse, long seed, Workers workers) {
        float[] brain = coarse.blurred(c -> c == RenderClass.CSF ? 0.75 : brainShare(c), 1.5, workers);
        return above(labels.target(), coarse.field(brain), 0.55f, seed, workers);
    }

    private static double brainShare(RenderClass renderClass) {
        return switch (renderClass) {
            case CSF -> 0.97;
            case VEIN -> 0.9;
            case ARTERY, OPTIC_NERVE, SPINAL_CORD -> 0.8;
            default -> renderClass.tissue().map(Tissue::isIntracranial).orElse(true) ? 1 : 0;
        };
    }

    private static byte[] above(Geometry target, CoarseField field, float level, long seed, Workers workers) {
        byte[] mask = new byte[target.voxelCount()];
        double step = 8 / target.spacing(0);
        CoarseField rough = CoarseField.random(
                seed, target.nx(), target.ny(), target.nz(), step, step, Math.max(1, 8 / target.spacing(2)));
        workers.forEach(target.nz(), z -> {
            CoarseField.RowReader rows = field.reader(target.nx());
            CoarseField.RowReader roughRows = rough.reader(target.nx());
            for (int y = 0; y < target.ny(); y++) {
                float[] row = rows.row(y, z);
                float[] roughRow = roughRows.row(y, z);
                int at = target.index(0, y, z);
                for (int x = 0; x < target.nx(); x++) {
                    mask[at + x] = row[x] > level + 0.035f * roughRow[x] ? (byte) 1 : 0;
                }
            }
        });
        return mask;
    }
}
