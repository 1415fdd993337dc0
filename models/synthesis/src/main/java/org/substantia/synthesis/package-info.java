/** Synthetic patients from real anatomy: the anatomy bank, subjects, deformations and images with known truth. */
package org.substantia.synthesis;
