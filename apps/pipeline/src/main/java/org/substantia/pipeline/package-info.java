/**
 * What {@code predict} says of a patient beyond label maps: biomarkers, diagnosis, report; and of a batch of patients.
 */
package org.substantia.pipeline;
