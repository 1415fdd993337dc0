package org.substantia.segmentation.inference;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.substantia.imaging.Affine;
import org.substantia.imaging.Geometry;
import org.substantia.segmentation.localization.NucleiLocalizer;
import org.substantia.segmentation.localization.NucleiLocation;
import org.substantia.segmentation.model.Probabilities;
import org.substantia.segmentation.plan.Stage;
import org.substantia.segmentation.preprocessing.WorkingGrid;

/** The coarse network on the whole of an image. Not thread-safe where the networks are not. */
final class CoarsePass {
    /** The coarse grid has at most so many voxels each way: 320 mm, more than a head. */
    private static final int MAX_SIZE = 80;

    private final Networks networks;
    private final Geometry image;
    private final Function<Geometry, float[][]> sampler;

    /**
     * @param image grid of the reference image, by its header
     * @param sampler the networks' inputs on a grid in the world of that header
     */
    CoarsePass(Networks networks, Geometry image, Function<Geometry, float[][]> sampler) {
        this.networks = networks;
        this.image = image;
        this.sampler = sampler;
    }

    /** Where the nuclei lie by the header; empty if nothing is detected. */
    Optional<NucleiLocation> run() {
        Geometry grid = grid(image);
        return find(grid, sampler.apply(grid));
    }

    /**
     * Where they lie if the image is on another grid than its header says. The image is sampled where it is, at the
     * points that the grid's points would then be.
     */
    Optional<NucleiLocation> runAs(Geometry mended) {
        Geometry grid = grid(mended);
        Affine toHeader = image.affine().compose(mended.affine().inverse());
        return find(
                grid, sampler.apply(new Geometry(grid.nx(), grid.ny(), grid.nz(), toHeader.compose(grid.affine()))));
    }

    private Geometry grid(Geometry covered) {
        Stage stage = networks.plan().localizer();
        List<Integer> multiple = List.of(
                stage.topology().multiple(0),
                stage.topology().multiple(1),
                stage.topology().multiple(2));
        return WorkingGrid.covering(covered, stage.spacing(), multiple, MAX_SIZE);
    }

    private Optional<NucleiLocation> find(Geometry grid, float[][] inputs) {
        Probabilities classes = networks.localize(inputs, grid.nx(), grid.ny(), grid.nz());
        return NucleiLocalizer.find(networks.plan().landmarks(), classes, grid);
    }
}
