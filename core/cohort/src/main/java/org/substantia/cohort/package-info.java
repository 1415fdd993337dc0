/** Who was imaged and what is known of them: modalities, nuclei, case folders, cohorts, splits and their checks. */
package org.substantia.cohort;
