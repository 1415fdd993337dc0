package org.substantia.synthesis.generation;

import java.util.Map;
import java.util.Optional;
import org.substantia.synthesis.population.BayesOptimal;

/**
 * What a synthetic cohort is: the schema of {@code cohort.json}. It does not say how many cases there are, so that a
 * cohort can be made larger; the checks are added when all are there.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION}
 * @param provenance the recipe
 * @param bayesOptimal what the best classifier reaches on such a cohort; empty when all have one diagnosis
 * @param checks of the anatomies of all cases
 */
record CohortDescription(
        int schemaVersion,
        Map<String, Object> provenance,
        Optional<BayesOptimal> bayesOptimal,
        Optional<CohortChecks> checks) {
    static final int SCHEMA_VERSION = 3;

    CohortDescription withChecks(CohortChecks done) {
        return new CohortDescription(schemaVersion, provenance, bayesOptimal, Optional.of(done));
    }
}
