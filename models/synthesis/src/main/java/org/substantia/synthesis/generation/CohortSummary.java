package org.substantia.synthesis.generation;

import java.util.Optional;
import java.util.SortedMap;
import org.substantia.synthesis.population.BayesOptimal;

/**
 * What is reported of a whole synthetic cohort.
 *
 * @param bayesOptimal what the best classifier reaches on such a cohort; empty when all have one diagnosis
 * @param checks of the anatomies of all cases
 * @param failures why cases could not be written, by their ids: one line each that names the file
 */
public record CohortSummary(
        Optional<BayesOptimal> bayesOptimal, CohortChecks checks, SortedMap<String, String> failures) {}
