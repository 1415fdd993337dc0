package org.substantia.segmentation.inference;

import java.util.List;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.Phantom;
import org.substantia.segmentation.localization.NucleiLocalizer;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.SegmentationPlan;
import org.substantia.segmentation.preprocessing.WorkingGrid;

/**
 * Perfect networks: they know where the phantom's nuclei are, in images that follow one grid, and check that they are
 * asked about the grids that they expect.
 */
final class PhantomNetworks implements Networks {
    private final SegmentationPlan plan = Phantom.plan();
    private final Phantom phantom;
    private final Geometry reference;
    private Probabilities coarse;
    private Geometry coarseGrid;

    PhantomNetworks(Phantom phantom, Geometry reference) {
        this.phantom = phantom;
        this.reference = reference;
    }

    @Override
    public SegmentationPlan plan() {
        return plan;
    }

    @Override
    public Probabilities localize(float[][] images, int nx, int ny, int nz) {
        if (phantom.centers().isEmpty()) {
            // Nothing is there by whatever header, so any grid may be asked about.
            return phantom.classes(plan.landmarks(), new Geometry(nx, ny, nz, reference.affine()));
        }
        coarseGrid = WorkingGrid.covering(reference, plan.localizer().spacing(), List.of(2, 2, 2), 80);
        require(coarseGrid, images, nx, ny, nz);
        coarse = phantom.classes(plan.landmarks(), coarseGrid);
        return coarse;
    }

    @Override
    public List<Probabilities> segment(float[][] images, int nx, int ny, int nz) {
        Geometry patch = NucleiLocalizer.find(plan.landmarks(), coarse, coarseGrid)
                .orElseThrow()
                .patch(plan.segmenter(), reference);
        require(patch, images, nx, ny, nz);
        return plan.labelSets().stream()
                .map(head -> phantom.classes(head, patch))
                .toList();
    }

    @Override
    public Probabilities refine(int index, float[][] images, int nx, int ny, int nz) {
        throw new UnsupportedOperationException("the plan has no refinement");
    }

    private static void require(Geometry grid, float[][] images, int nx, int ny, int nz) {
        if (grid.nx() != nx || grid.ny() != ny || grid.nz() != nz) {
            throw new IllegalStateException("asked about " + nx + " x " + ny + " x " + nz + ", not " + grid.describe());
        }
        for (float[] image : images) {
            if (image.length != grid.voxelCount()) {
                throw new IllegalStateException(image.length + " values for " + grid.describe());
            }
            for (float value : image) {
                if (!Float.isFinite(value)) {
                    throw new IllegalStateException("a value that is not finite");
                }
            }
        }
    }
}
