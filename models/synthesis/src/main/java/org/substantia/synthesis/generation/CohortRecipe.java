package org.substantia.synthesis.generation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.substantia.imaging.Geometry;
import org.substantia.synthesis.anatomy.BankIndex;
import org.substantia.synthesis.anatomy.CompositeAnatomy;
import org.substantia.synthesis.image.protocol.AcquisitionDomain;
import org.substantia.synthesis.population.Confounding;

/**
 * Everything that decides what a synthetic cohort looks like; two cohorts of one recipe have the same bytes.
 *
 * @param seed of every random choice
 * @param domain how much the images vary
 * @param prevalence share of patients, 0 to 1
 * @param confounding whether the scanner predicts the diagnosis
 * @param anatomies ids of the bank's composites to use, in order
 * @param grid of the images, centered on the anatomy's own field of view; that of the anatomy's scans when empty
 * @param mirrored whether the anatomies of the cases with an even number are {@linkplain CompositeAnatomy#mirrored
 *     mirrored}; the persons, and all cases with an odd number, are the same in either way
 */
public record CohortRecipe(
        long seed,
        AcquisitionDomain domain,
        double prevalence,
        Confounding confounding,
        List<String> anatomies,
        Optional<Geometry> grid,
        boolean mirrored) {
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

    /** With the anatomies as they are. */
    public CohortRecipe(
            long seed,
            AcquisitionDomain domain,
            double prevalence,
            Confounding confounding,
            List<String> anatomies,
            Optional<Geometry> grid) {
        this(seed, domain, prevalence, confounding, anatomies, grid, false);
    }

    public CohortRecipe withMirrored(boolean wanted) {
        return new CohortRecipe(seed, domain, prevalence, confounding, anatomies, grid, wanted);
    }

    /** The options of the command line that say the same, for the provenance. */
    Map<String, Object> options() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("regime", domain);
        options.put("prevalence", prevalence);
        options.put("confounding", confounding);
        options.put("anatomies", anatomies);
        grid.ifPresent(wanted -> options.put("grid", BankIndex.Grid.of(wanted)));
        if (mirrored) {
            options.put("mirrored", true);
        }
        return options;
    }
}
