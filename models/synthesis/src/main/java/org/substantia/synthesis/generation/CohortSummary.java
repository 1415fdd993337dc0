package org.substantia.synthesis.generation;

import java.util.Optional;
import org.substantia.synthesis.subject.BayesOptimal;

/**
 * What is told of a whole synthetic cohort.
 *
 * @param bestPossible what the best possible classifier reaches on such a cohort; empty when all have one diagnosis
 * @param checks of the anatomies of all cases
 */
public record CohortSummary(Optional<BayesOptimal> bestPossible, CohortChecks checks) {}
