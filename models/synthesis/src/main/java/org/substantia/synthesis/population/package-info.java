/** The statistical model of people, its sampler, and the best diagnosis that it allows. */
package org.substantia.synthesis.population;
