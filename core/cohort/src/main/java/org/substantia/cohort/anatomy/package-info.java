/** The field's terms: nuclei, structures, sides, images and the label schemes of masks. */
package org.substantia.cohort.anatomy;
