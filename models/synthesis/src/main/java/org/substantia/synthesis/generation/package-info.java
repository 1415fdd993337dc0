/** From an anatomy bank and a seed to a cohort on disk: one case at a time, each the same whatever the others. */
package org.substantia.synthesis.generation;
