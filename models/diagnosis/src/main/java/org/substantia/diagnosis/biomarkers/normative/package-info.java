/** What biomarkers are in healthy people of an age and sex, and how far one person is from it. */
package org.substantia.diagnosis.biomarkers.normative;
