package org.substantia.synthesis.generation;

import java.util.Optional;
import org.substantia.synthesis.population.BayesOptimal;

/**
 * What is reported of a whole synthetic cohort.
 *
 * @param bayesOptimal what the best classifier reaches on such a cohort; empty when all have one diagnosis
 * @param checks of the anatomies of all cases
 */
public record CohortSummary(Optional<BayesOptimal> bayesOptimal, CohortChecks checks) {}
