/** What is measured in a patient's images and masks. */
package org.substantia.diagnosis.biomarkers;
