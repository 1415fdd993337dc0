package org.substantia.synthesis.generation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.image.AcquisitionDomain;
import org.substantia.synthesis.subject.Confounding;

/**
 * Everything that decides what a synthetic cohort looks like; two cohorts of one recipe have the same bytes.
 *
 * @param seed of every random choice
 * @param regime how much the images vary
 * @param prevalence share of patients, 0 to 1
 * @param confounding whether the scanner tells the diagnosis
 * @param anatomies ids of the bank's composites to use, in order
 * @param grid of the images, centred on the anatomy's own field of view; that of the anatomy's scans when empty
 */
public record CohortRecipe(
        long seed,
        AcquisitionDomain regime,
        double prevalence,
        Confounding confounding,
        List<String> anatomies,
        Optional<Geometry> grid) {
    /** @throws IllegalArgumentException if there is no anatomy or the prevalence is out of range */
    public CohortRecipe {
        anatomies = List.copyOf(anatomies);
        if (anatomies.isEmpty()) {
            throw new IllegalArgumentException("at least one anatomy is needed");
        }
        if (!(prevalence >= 0 && prevalence <= 1)) {
            throw new IllegalArgumentException("the prevalence must be 0 to 1, not " + prevalence);
        }
    }

    /** For {@code cohort.json}. */
    Map<String, Object> toJson() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("regime", regime.name().toLowerCase(java.util.Locale.ROOT));
        tree.put("prevalence", prevalence);
        tree.put("confounding", confounding.name().toLowerCase(java.util.Locale.ROOT));
        tree.put("anatomies", anatomies);
        grid.ifPresent(g -> {
            Map<String, Object> geometry = new LinkedHashMap<>();
            geometry.put("size", List.of(g.nx(), g.ny(), g.nz()));
            geometry.put("affine", g.affine().toArray());
            tree.put("grid", geometry);
        });
        return tree;
    }
}
